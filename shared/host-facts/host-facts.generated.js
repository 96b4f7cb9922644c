// Generated from host-facts.proto by scripts/generate-host-facts.ts. Do not edit.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["latebind_host_facts"] || ($protobuf.roots["latebind_host_facts"] = {});

export const latebind = $root.latebind = (() => {

    const latebind = {};

    latebind.hostfacts = (function() {

        const hostfacts = {};

        hostfacts.v1 = (function() {

            const v1 = {};

            v1.HostFacts = (function() {

                const HostFacts = function (properties) {
                    this.gpus = [];
                    this.deviceNodes = [];
                    this.rdma = [];
                    this.sources = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                HostFacts.prototype.schema = null;
                HostFacts.prototype.bootId = null;
                HostFacts.prototype.nodeUid = null;
                HostFacts.prototype.os = null;
                HostFacts.prototype.kernel = null;
                HostFacts.prototype.cpu = null;
                HostFacts.prototype.memory = null;
                HostFacts.prototype.gpus = $util.emptyArray;
                HostFacts.prototype.nvidia = null;
                HostFacts.prototype.amd = null;
                HostFacts.prototype.intel = null;
                HostFacts.prototype.deviceNodes = $util.emptyArray;
                HostFacts.prototype.rdma = $util.emptyArray;
                HostFacts.prototype.sources = $util.emptyArray;
                HostFacts.prototype.truncated = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_schema", {
                    get: $util.oneOfGetter($oneOfFields = ["schema"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_bootId", {
                    get: $util.oneOfGetter($oneOfFields = ["bootId"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_nodeUid", {
                    get: $util.oneOfGetter($oneOfFields = ["nodeUid"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_os", {
                    get: $util.oneOfGetter($oneOfFields = ["os"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_kernel", {
                    get: $util.oneOfGetter($oneOfFields = ["kernel"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_cpu", {
                    get: $util.oneOfGetter($oneOfFields = ["cpu"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_memory", {
                    get: $util.oneOfGetter($oneOfFields = ["memory"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_nvidia", {
                    get: $util.oneOfGetter($oneOfFields = ["nvidia"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_amd", {
                    get: $util.oneOfGetter($oneOfFields = ["amd"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_intel", {
                    get: $util.oneOfGetter($oneOfFields = ["intel"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_truncated", {
                    get: $util.oneOfGetter($oneOfFields = ["truncated"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                HostFacts.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.schema != null && $Object.hasOwnProperty.call(message, "schema"))
                        writer.uint32(8).uint32(message.schema);
                    if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId"))
                        writer.uint32(18).string(message.bootId);
                    if (message.nodeUid != null && $Object.hasOwnProperty.call(message, "nodeUid"))
                        writer.uint32(26).string(message.nodeUid);
                    if (message.os != null && $Object.hasOwnProperty.call(message, "os"))
                        $root.latebind.hostfacts.v1.OperatingSystem.encode(message.os, writer.uint32(34).fork(), _depth + 1).ldelim();
                    if (message.kernel != null && $Object.hasOwnProperty.call(message, "kernel"))
                        $root.latebind.hostfacts.v1.Kernel.encode(message.kernel, writer.uint32(42).fork(), _depth + 1).ldelim();
                    if (message.cpu != null && $Object.hasOwnProperty.call(message, "cpu"))
                        $root.latebind.hostfacts.v1.Cpu.encode(message.cpu, writer.uint32(50).fork(), _depth + 1).ldelim();
                    if (message.memory != null && $Object.hasOwnProperty.call(message, "memory"))
                        $root.latebind.hostfacts.v1.Memory.encode(message.memory, writer.uint32(58).fork(), _depth + 1).ldelim();
                    if (message.gpus != null && message.gpus.length)
                        for (let i = 0; i < message.gpus.length; ++i)
                            $root.latebind.hostfacts.v1.Gpu.encode(message.gpus[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                    if (message.nvidia != null && $Object.hasOwnProperty.call(message, "nvidia"))
                        $root.latebind.hostfacts.v1.Nvidia.encode(message.nvidia, writer.uint32(74).fork(), _depth + 1).ldelim();
                    if (message.amd != null && $Object.hasOwnProperty.call(message, "amd"))
                        $root.latebind.hostfacts.v1.Amd.encode(message.amd, writer.uint32(82).fork(), _depth + 1).ldelim();
                    if (message.intel != null && $Object.hasOwnProperty.call(message, "intel"))
                        $root.latebind.hostfacts.v1.Intel.encode(message.intel, writer.uint32(90).fork(), _depth + 1).ldelim();
                    if (message.deviceNodes != null && message.deviceNodes.length)
                        for (let i = 0; i < message.deviceNodes.length; ++i)
                            $root.latebind.hostfacts.v1.DeviceNode.encode(message.deviceNodes[i], writer.uint32(98).fork(), _depth + 1).ldelim();
                    if (message.rdma != null && message.rdma.length)
                        for (let i = 0; i < message.rdma.length; ++i)
                            $root.latebind.hostfacts.v1.Rdma.encode(message.rdma[i], writer.uint32(106).fork(), _depth + 1).ldelim();
                    if (message.sources != null && message.sources.length)
                        for (let i = 0; i < message.sources.length; ++i)
                            $root.latebind.hostfacts.v1.Source.encode(message.sources[i], writer.uint32(162).fork(), _depth + 1).ldelim();
                    if (message.truncated != null && $Object.hasOwnProperty.call(message, "truncated"))
                        writer.uint32(168).bool(message.truncated);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                HostFacts.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.HostFacts();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                message.schema = reader.uint32();
                                message._schema = "schema";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.bootId = reader.stringVerify();
                                message._bootId = "bootId";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.nodeUid = reader.stringVerify();
                                message._nodeUid = "nodeUid";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.os = $root.latebind.hostfacts.v1.OperatingSystem.decode(reader, reader.size(), $undefined, _depth + 1, message.os);
                                message._os = "os";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.kernel = $root.latebind.hostfacts.v1.Kernel.decode(reader, reader.size(), $undefined, _depth + 1, message.kernel);
                                message._kernel = "kernel";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.cpu = $root.latebind.hostfacts.v1.Cpu.decode(reader, reader.size(), $undefined, _depth + 1, message.cpu);
                                message._cpu = "cpu";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.memory = $root.latebind.hostfacts.v1.Memory.decode(reader, reader.size(), $undefined, _depth + 1, message.memory);
                                message._memory = "memory";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.gpus && message.gpus.length))
                                    message.gpus = [];
                                message.gpus.push($root.latebind.hostfacts.v1.Gpu.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.nvidia = $root.latebind.hostfacts.v1.Nvidia.decode(reader, reader.size(), $undefined, _depth + 1, message.nvidia);
                                message._nvidia = "nvidia";
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.amd = $root.latebind.hostfacts.v1.Amd.decode(reader, reader.size(), $undefined, _depth + 1, message.amd);
                                message._amd = "amd";
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                message.intel = $root.latebind.hostfacts.v1.Intel.decode(reader, reader.size(), $undefined, _depth + 1, message.intel);
                                message._intel = "intel";
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.deviceNodes && message.deviceNodes.length))
                                    message.deviceNodes = [];
                                message.deviceNodes.push($root.latebind.hostfacts.v1.DeviceNode.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.rdma && message.rdma.length))
                                    message.rdma = [];
                                message.rdma.push($root.latebind.hostfacts.v1.Rdma.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 20: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.sources && message.sources.length))
                                    message.sources = [];
                                message.sources.push($root.latebind.hostfacts.v1.Source.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 21: {
                                if (wireType !== 0)
                                    break;
                                message.truncated = reader.bool();
                                message._truncated = "truncated";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return HostFacts;
            })();

            v1.OperatingSystem = (function() {

                const OperatingSystem = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                OperatingSystem.prototype.id = null;
                OperatingSystem.prototype.versionId = null;
                OperatingSystem.prototype.variantId = null;
                OperatingSystem.prototype.name = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(OperatingSystem.prototype, "_id", {
                    get: $util.oneOfGetter($oneOfFields = ["id"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(OperatingSystem.prototype, "_versionId", {
                    get: $util.oneOfGetter($oneOfFields = ["versionId"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(OperatingSystem.prototype, "_variantId", {
                    get: $util.oneOfGetter($oneOfFields = ["variantId"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(OperatingSystem.prototype, "_name", {
                    get: $util.oneOfGetter($oneOfFields = ["name"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                OperatingSystem.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                        writer.uint32(10).string(message.id);
                    if (message.versionId != null && $Object.hasOwnProperty.call(message, "versionId"))
                        writer.uint32(18).string(message.versionId);
                    if (message.variantId != null && $Object.hasOwnProperty.call(message, "variantId"))
                        writer.uint32(26).string(message.variantId);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                        writer.uint32(34).string(message.name);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                OperatingSystem.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.OperatingSystem();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.id = reader.stringVerify();
                                message._id = "id";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.versionId = reader.stringVerify();
                                message._versionId = "versionId";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.variantId = reader.stringVerify();
                                message._variantId = "variantId";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.name = reader.stringVerify();
                                message._name = "name";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return OperatingSystem;
            })();

            v1.Kernel = (function() {

                const Kernel = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Kernel.prototype.release = null;
                Kernel.prototype.architecture = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Kernel.prototype, "_release", {
                    get: $util.oneOfGetter($oneOfFields = ["release"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Kernel.prototype, "_architecture", {
                    get: $util.oneOfGetter($oneOfFields = ["architecture"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Kernel.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.release != null && $Object.hasOwnProperty.call(message, "release"))
                        writer.uint32(10).string(message.release);
                    if (message.architecture != null && $Object.hasOwnProperty.call(message, "architecture"))
                        writer.uint32(18).string(message.architecture);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Kernel.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Kernel();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.release = reader.stringVerify();
                                message._release = "release";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.architecture = reader.stringVerify();
                                message._architecture = "architecture";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Kernel;
            })();

            v1.Cpu = (function() {

                const Cpu = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Cpu.prototype.model = null;
                Cpu.prototype.logical = null;
                Cpu.prototype.sockets = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Cpu.prototype, "_model", {
                    get: $util.oneOfGetter($oneOfFields = ["model"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Cpu.prototype, "_logical", {
                    get: $util.oneOfGetter($oneOfFields = ["logical"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Cpu.prototype, "_sockets", {
                    get: $util.oneOfGetter($oneOfFields = ["sockets"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Cpu.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.model != null && $Object.hasOwnProperty.call(message, "model"))
                        writer.uint32(10).string(message.model);
                    if (message.logical != null && $Object.hasOwnProperty.call(message, "logical"))
                        writer.uint32(16).uint32(message.logical);
                    if (message.sockets != null && $Object.hasOwnProperty.call(message, "sockets"))
                        writer.uint32(24).uint32(message.sockets);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Cpu.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Cpu();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.model = reader.stringVerify();
                                message._model = "model";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                message.logical = reader.uint32();
                                message._logical = "logical";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                message.sockets = reader.uint32();
                                message._sockets = "sockets";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Cpu;
            })();

            v1.Memory = (function() {

                const Memory = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Memory.prototype.totalMiB = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Memory.prototype, "_totalMiB", {
                    get: $util.oneOfGetter($oneOfFields = ["totalMiB"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Memory.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.totalMiB != null && $Object.hasOwnProperty.call(message, "totalMiB"))
                        writer.uint32(8).uint32(message.totalMiB);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Memory.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Memory();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                message.totalMiB = reader.uint32();
                                message._totalMiB = "totalMiB";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Memory;
            })();

            v1.Gpu = (function() {

                const Gpu = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Gpu.prototype.vendor = null;
                Gpu.prototype.address = null;
                Gpu.prototype.deviceId = null;
                Gpu.prototype.boundDriver = null;
                Gpu.prototype.numaNode = null;
                Gpu.prototype.seenByDriver = null;
                Gpu.prototype.model = null;
                Gpu.prototype.uuid = null;
                Gpu.prototype.minor = null;
                Gpu.prototype.memoryMiB = null;
                Gpu.prototype.excluded = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_vendor", {
                    get: $util.oneOfGetter($oneOfFields = ["vendor"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_address", {
                    get: $util.oneOfGetter($oneOfFields = ["address"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_deviceId", {
                    get: $util.oneOfGetter($oneOfFields = ["deviceId"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_boundDriver", {
                    get: $util.oneOfGetter($oneOfFields = ["boundDriver"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_numaNode", {
                    get: $util.oneOfGetter($oneOfFields = ["numaNode"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_seenByDriver", {
                    get: $util.oneOfGetter($oneOfFields = ["seenByDriver"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_model", {
                    get: $util.oneOfGetter($oneOfFields = ["model"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_uuid", {
                    get: $util.oneOfGetter($oneOfFields = ["uuid"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_minor", {
                    get: $util.oneOfGetter($oneOfFields = ["minor"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_memoryMiB", {
                    get: $util.oneOfGetter($oneOfFields = ["memoryMiB"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_excluded", {
                    get: $util.oneOfGetter($oneOfFields = ["excluded"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Gpu.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor"))
                        writer.uint32(10).string(message.vendor);
                    if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                        writer.uint32(18).string(message.address);
                    if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId"))
                        writer.uint32(26).string(message.deviceId);
                    if (message.boundDriver != null && $Object.hasOwnProperty.call(message, "boundDriver"))
                        writer.uint32(34).string(message.boundDriver);
                    if (message.numaNode != null && $Object.hasOwnProperty.call(message, "numaNode"))
                        writer.uint32(40).uint32(message.numaNode);
                    if (message.model != null && $Object.hasOwnProperty.call(message, "model"))
                        writer.uint32(50).string(message.model);
                    if (message.uuid != null && $Object.hasOwnProperty.call(message, "uuid"))
                        writer.uint32(58).string(message.uuid);
                    if (message.minor != null && $Object.hasOwnProperty.call(message, "minor"))
                        writer.uint32(64).uint32(message.minor);
                    if (message.memoryMiB != null && $Object.hasOwnProperty.call(message, "memoryMiB"))
                        writer.uint32(72).uint32(message.memoryMiB);
                    if (message.excluded != null && $Object.hasOwnProperty.call(message, "excluded"))
                        writer.uint32(80).bool(message.excluded);
                    if (message.seenByDriver != null && $Object.hasOwnProperty.call(message, "seenByDriver"))
                        writer.uint32(88).bool(message.seenByDriver);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Gpu.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Gpu();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.vendor = reader.stringVerify();
                                message._vendor = "vendor";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.address = reader.stringVerify();
                                message._address = "address";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.deviceId = reader.stringVerify();
                                message._deviceId = "deviceId";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.boundDriver = reader.stringVerify();
                                message._boundDriver = "boundDriver";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                message.numaNode = reader.uint32();
                                message._numaNode = "numaNode";
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                message.seenByDriver = reader.bool();
                                message._seenByDriver = "seenByDriver";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.model = reader.stringVerify();
                                message._model = "model";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.uuid = reader.stringVerify();
                                message._uuid = "uuid";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                message.minor = reader.uint32();
                                message._minor = "minor";
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                message.memoryMiB = reader.uint32();
                                message._memoryMiB = "memoryMiB";
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                message.excluded = reader.bool();
                                message._excluded = "excluded";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Gpu;
            })();

            v1.Nvidia = (function() {

                const Nvidia = function (properties) {
                    this.libraryDirs = [];
                    this.libraries = [];
                    this.binaries = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Nvidia.prototype.present = null;
                Nvidia.prototype.driver = null;
                Nvidia.prototype.root = null;
                Nvidia.prototype.libraryDir = null;
                Nvidia.prototype.libraryDirs = $util.emptyArray;
                Nvidia.prototype.libraries = $util.emptyArray;
                Nvidia.prototype.binaryDir = null;
                Nvidia.prototype.binaries = $util.emptyArray;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_present", {
                    get: $util.oneOfGetter($oneOfFields = ["present"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_driver", {
                    get: $util.oneOfGetter($oneOfFields = ["driver"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_root", {
                    get: $util.oneOfGetter($oneOfFields = ["root"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_libraryDir", {
                    get: $util.oneOfGetter($oneOfFields = ["libraryDir"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_binaryDir", {
                    get: $util.oneOfGetter($oneOfFields = ["binaryDir"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Nvidia.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.present != null && $Object.hasOwnProperty.call(message, "present"))
                        writer.uint32(8).bool(message.present);
                    if (message.driver != null && $Object.hasOwnProperty.call(message, "driver"))
                        $root.latebind.hostfacts.v1.NvidiaDriver.encode(message.driver, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.root != null && $Object.hasOwnProperty.call(message, "root"))
                        writer.uint32(26).string(message.root);
                    if (message.libraryDir != null && $Object.hasOwnProperty.call(message, "libraryDir"))
                        writer.uint32(34).string(message.libraryDir);
                    if (message.libraryDirs != null && message.libraryDirs.length)
                        for (let i = 0; i < message.libraryDirs.length; ++i)
                            writer.uint32(42).string(message.libraryDirs[i]);
                    if (message.libraries != null && message.libraries.length)
                        for (let i = 0; i < message.libraries.length; ++i)
                            $root.latebind.hostfacts.v1.Library.encode(message.libraries[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                    if (message.binaryDir != null && $Object.hasOwnProperty.call(message, "binaryDir"))
                        writer.uint32(58).string(message.binaryDir);
                    if (message.binaries != null && message.binaries.length)
                        for (let i = 0; i < message.binaries.length; ++i)
                            $root.latebind.hostfacts.v1.Binary.encode(message.binaries[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Nvidia.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Nvidia();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                message.present = reader.bool();
                                message._present = "present";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.driver = $root.latebind.hostfacts.v1.NvidiaDriver.decode(reader, reader.size(), $undefined, _depth + 1, message.driver);
                                message._driver = "driver";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.root = reader.stringVerify();
                                message._root = "root";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.libraryDir = reader.stringVerify();
                                message._libraryDir = "libraryDir";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.libraryDirs && message.libraryDirs.length))
                                    message.libraryDirs = [];
                                message.libraryDirs.push(reader.stringVerify());
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.libraries && message.libraries.length))
                                    message.libraries = [];
                                message.libraries.push($root.latebind.hostfacts.v1.Library.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.binaryDir = reader.stringVerify();
                                message._binaryDir = "binaryDir";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.binaries && message.binaries.length))
                                    message.binaries = [];
                                message.binaries.push($root.latebind.hostfacts.v1.Binary.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Nvidia;
            })();

            v1.NvidiaDriver = (function() {

                const NvidiaDriver = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                NvidiaDriver.prototype.version = null;
                NvidiaDriver.prototype.flavour = null;
                NvidiaDriver.prototype.userVersion = null;
                NvidiaDriver.prototype.skew = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(NvidiaDriver.prototype, "_version", {
                    get: $util.oneOfGetter($oneOfFields = ["version"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(NvidiaDriver.prototype, "_flavour", {
                    get: $util.oneOfGetter($oneOfFields = ["flavour"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(NvidiaDriver.prototype, "_userVersion", {
                    get: $util.oneOfGetter($oneOfFields = ["userVersion"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(NvidiaDriver.prototype, "_skew", {
                    get: $util.oneOfGetter($oneOfFields = ["skew"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                NvidiaDriver.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                        writer.uint32(10).string(message.version);
                    if (message.flavour != null && $Object.hasOwnProperty.call(message, "flavour"))
                        writer.uint32(18).string(message.flavour);
                    if (message.userVersion != null && $Object.hasOwnProperty.call(message, "userVersion"))
                        writer.uint32(26).string(message.userVersion);
                    if (message.skew != null && $Object.hasOwnProperty.call(message, "skew"))
                        writer.uint32(32).bool(message.skew);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                NvidiaDriver.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.NvidiaDriver();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.version = reader.stringVerify();
                                message._version = "version";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.flavour = reader.stringVerify();
                                message._flavour = "flavour";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.userVersion = reader.stringVerify();
                                message._userVersion = "userVersion";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.skew = reader.bool();
                                message._skew = "skew";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return NvidiaDriver;
            })();

            v1.Amd = (function() {

                const Amd = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Amd.prototype.present = null;
                Amd.prototype.driverVersion = null;
                Amd.prototype.libraryDir = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Amd.prototype, "_present", {
                    get: $util.oneOfGetter($oneOfFields = ["present"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Amd.prototype, "_driverVersion", {
                    get: $util.oneOfGetter($oneOfFields = ["driverVersion"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Amd.prototype, "_libraryDir", {
                    get: $util.oneOfGetter($oneOfFields = ["libraryDir"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Amd.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.present != null && $Object.hasOwnProperty.call(message, "present"))
                        writer.uint32(8).bool(message.present);
                    if (message.driverVersion != null && $Object.hasOwnProperty.call(message, "driverVersion"))
                        writer.uint32(18).string(message.driverVersion);
                    if (message.libraryDir != null && $Object.hasOwnProperty.call(message, "libraryDir"))
                        writer.uint32(26).string(message.libraryDir);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Amd.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Amd();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                message.present = reader.bool();
                                message._present = "present";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.driverVersion = reader.stringVerify();
                                message._driverVersion = "driverVersion";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.libraryDir = reader.stringVerify();
                                message._libraryDir = "libraryDir";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Amd;
            })();

            v1.Intel = (function() {

                const Intel = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Intel.prototype.present = null;
                Intel.prototype.driver = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Intel.prototype, "_present", {
                    get: $util.oneOfGetter($oneOfFields = ["present"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Intel.prototype, "_driver", {
                    get: $util.oneOfGetter($oneOfFields = ["driver"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Intel.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.present != null && $Object.hasOwnProperty.call(message, "present"))
                        writer.uint32(8).bool(message.present);
                    if (message.driver != null && $Object.hasOwnProperty.call(message, "driver"))
                        writer.uint32(18).string(message.driver);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Intel.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Intel();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                message.present = reader.bool();
                                message._present = "present";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.driver = reader.stringVerify();
                                message._driver = "driver";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Intel;
            })();

            v1.Library = (function() {

                const Library = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Library.prototype.soname = null;
                Library.prototype.path = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Library.prototype, "_soname", {
                    get: $util.oneOfGetter($oneOfFields = ["soname"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Library.prototype, "_path", {
                    get: $util.oneOfGetter($oneOfFields = ["path"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Library.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.soname != null && $Object.hasOwnProperty.call(message, "soname"))
                        writer.uint32(10).string(message.soname);
                    if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                        writer.uint32(18).string(message.path);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Library.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Library();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.soname = reader.stringVerify();
                                message._soname = "soname";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.path = reader.stringVerify();
                                message._path = "path";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Library;
            })();

            v1.Binary = (function() {

                const Binary = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Binary.prototype.name = null;
                Binary.prototype.path = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Binary.prototype, "_name", {
                    get: $util.oneOfGetter($oneOfFields = ["name"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Binary.prototype, "_path", {
                    get: $util.oneOfGetter($oneOfFields = ["path"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Binary.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                        writer.uint32(10).string(message.name);
                    if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                        writer.uint32(18).string(message.path);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Binary.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Binary();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.name = reader.stringVerify();
                                message._name = "name";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.path = reader.stringVerify();
                                message._path = "path";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Binary;
            })();

            v1.DeviceNode = (function() {

                const DeviceNode = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                DeviceNode.prototype.path = null;
                DeviceNode.prototype.major = null;
                DeviceNode.prototype.minor = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(DeviceNode.prototype, "_path", {
                    get: $util.oneOfGetter($oneOfFields = ["path"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(DeviceNode.prototype, "_major", {
                    get: $util.oneOfGetter($oneOfFields = ["major"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(DeviceNode.prototype, "_minor", {
                    get: $util.oneOfGetter($oneOfFields = ["minor"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                DeviceNode.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                        writer.uint32(10).string(message.path);
                    if (message.major != null && $Object.hasOwnProperty.call(message, "major"))
                        writer.uint32(16).uint32(message.major);
                    if (message.minor != null && $Object.hasOwnProperty.call(message, "minor"))
                        writer.uint32(24).uint32(message.minor);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                DeviceNode.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.DeviceNode();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.path = reader.stringVerify();
                                message._path = "path";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                message.major = reader.uint32();
                                message._major = "major";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                message.minor = reader.uint32();
                                message._minor = "minor";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return DeviceNode;
            })();

            v1.Rdma = (function() {

                const Rdma = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Rdma.prototype.name = null;
                Rdma.prototype.linkLayer = null;
                Rdma.prototype.active = null;
                Rdma.prototype.gbps = null;
                Rdma.prototype.numaNode = null;
                Rdma.prototype.address = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Rdma.prototype, "_name", {
                    get: $util.oneOfGetter($oneOfFields = ["name"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Rdma.prototype, "_linkLayer", {
                    get: $util.oneOfGetter($oneOfFields = ["linkLayer"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Rdma.prototype, "_active", {
                    get: $util.oneOfGetter($oneOfFields = ["active"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Rdma.prototype, "_gbps", {
                    get: $util.oneOfGetter($oneOfFields = ["gbps"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Rdma.prototype, "_numaNode", {
                    get: $util.oneOfGetter($oneOfFields = ["numaNode"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Rdma.prototype, "_address", {
                    get: $util.oneOfGetter($oneOfFields = ["address"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Rdma.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                        writer.uint32(10).string(message.name);
                    if (message.linkLayer != null && $Object.hasOwnProperty.call(message, "linkLayer"))
                        writer.uint32(18).string(message.linkLayer);
                    if (message.active != null && $Object.hasOwnProperty.call(message, "active"))
                        writer.uint32(24).bool(message.active);
                    if (message.gbps != null && $Object.hasOwnProperty.call(message, "gbps"))
                        writer.uint32(32).uint32(message.gbps);
                    if (message.numaNode != null && $Object.hasOwnProperty.call(message, "numaNode"))
                        writer.uint32(40).uint32(message.numaNode);
                    if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                        writer.uint32(50).string(message.address);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Rdma.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Rdma();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.name = reader.stringVerify();
                                message._name = "name";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.linkLayer = reader.stringVerify();
                                message._linkLayer = "linkLayer";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                message.active = reader.bool();
                                message._active = "active";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.gbps = reader.uint32();
                                message._gbps = "gbps";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                message.numaNode = reader.uint32();
                                message._numaNode = "numaNode";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.address = reader.stringVerify();
                                message._address = "address";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Rdma;
            })();

            v1.Source = (function() {

                const Source = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Source.prototype.name = null;
                Source.prototype.ok = null;
                Source.prototype.error = null;
                Source.prototype.detail = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Source.prototype, "_name", {
                    get: $util.oneOfGetter($oneOfFields = ["name"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Source.prototype, "_ok", {
                    get: $util.oneOfGetter($oneOfFields = ["ok"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Source.prototype, "_error", {
                    get: $util.oneOfGetter($oneOfFields = ["error"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Source.prototype, "_detail", {
                    get: $util.oneOfGetter($oneOfFields = ["detail"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Source.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                        writer.uint32(10).string(message.name);
                    if (message.ok != null && $Object.hasOwnProperty.call(message, "ok"))
                        writer.uint32(16).bool(message.ok);
                    if (message.error != null && $Object.hasOwnProperty.call(message, "error"))
                        writer.uint32(26).string(message.error);
                    if (message.detail != null && $Object.hasOwnProperty.call(message, "detail"))
                        writer.uint32(34).string(message.detail);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Source.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.latebind.hostfacts.v1.Source();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.name = reader.stringVerify();
                                message._name = "name";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                message.ok = reader.bool();
                                message._ok = "ok";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.error = reader.stringVerify();
                                message._error = "error";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.detail = reader.stringVerify();
                                message._detail = "detail";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Source;
            })();

            return v1;
        })();

        return hostfacts;
    })();

    return latebind;
})();

export {
  $root as default
};
