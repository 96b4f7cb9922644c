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
                    this.disks = [];
                    this.sources = [];
                    this.counts = [];
                    this.problems = [];
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
                HostFacts.prototype.disks = $util.emptyArray;
                HostFacts.prototype.cdi = null;
                HostFacts.prototype.runtime = null;
                HostFacts.prototype.security = null;
                HostFacts.prototype.gaudi = null;
                HostFacts.prototype.neuron = null;
                HostFacts.prototype.sources = $util.emptyArray;
                HostFacts.prototype.truncated = null;
                HostFacts.prototype.jetson = null;
                HostFacts.prototype.wsl = null;
                HostFacts.prototype.counts = $util.emptyArray;
                HostFacts.prototype.healthy = null;
                HostFacts.prototype.problems = $util.emptyArray;

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
                $Object.defineProperty(HostFacts.prototype, "_cdi", {
                    get: $util.oneOfGetter($oneOfFields = ["cdi"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_runtime", {
                    get: $util.oneOfGetter($oneOfFields = ["runtime"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_security", {
                    get: $util.oneOfGetter($oneOfFields = ["security"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_gaudi", {
                    get: $util.oneOfGetter($oneOfFields = ["gaudi"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_neuron", {
                    get: $util.oneOfGetter($oneOfFields = ["neuron"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_truncated", {
                    get: $util.oneOfGetter($oneOfFields = ["truncated"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_jetson", {
                    get: $util.oneOfGetter($oneOfFields = ["jetson"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_wsl", {
                    get: $util.oneOfGetter($oneOfFields = ["wsl"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HostFacts.prototype, "_healthy", {
                    get: $util.oneOfGetter($oneOfFields = ["healthy"]),
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
                    if (message.disks != null && message.disks.length)
                        for (let i = 0; i < message.disks.length; ++i)
                            $root.latebind.hostfacts.v1.Disk.encode(message.disks[i], writer.uint32(114).fork(), _depth + 1).ldelim();
                    if (message.cdi != null && $Object.hasOwnProperty.call(message, "cdi"))
                        $root.latebind.hostfacts.v1.Cdi.encode(message.cdi, writer.uint32(122).fork(), _depth + 1).ldelim();
                    if (message.runtime != null && $Object.hasOwnProperty.call(message, "runtime"))
                        $root.latebind.hostfacts.v1.ContainerRuntime.encode(message.runtime, writer.uint32(130).fork(), _depth + 1).ldelim();
                    if (message.security != null && $Object.hasOwnProperty.call(message, "security"))
                        $root.latebind.hostfacts.v1.Security.encode(message.security, writer.uint32(138).fork(), _depth + 1).ldelim();
                    if (message.gaudi != null && $Object.hasOwnProperty.call(message, "gaudi"))
                        $root.latebind.hostfacts.v1.Gaudi.encode(message.gaudi, writer.uint32(146).fork(), _depth + 1).ldelim();
                    if (message.neuron != null && $Object.hasOwnProperty.call(message, "neuron"))
                        $root.latebind.hostfacts.v1.Neuron.encode(message.neuron, writer.uint32(154).fork(), _depth + 1).ldelim();
                    if (message.sources != null && message.sources.length)
                        for (let i = 0; i < message.sources.length; ++i)
                            $root.latebind.hostfacts.v1.Source.encode(message.sources[i], writer.uint32(162).fork(), _depth + 1).ldelim();
                    if (message.truncated != null && $Object.hasOwnProperty.call(message, "truncated"))
                        writer.uint32(168).bool(message.truncated);
                    if (message.jetson != null && $Object.hasOwnProperty.call(message, "jetson"))
                        $root.latebind.hostfacts.v1.Jetson.encode(message.jetson, writer.uint32(178).fork(), _depth + 1).ldelim();
                    if (message.wsl != null && $Object.hasOwnProperty.call(message, "wsl"))
                        $root.latebind.hostfacts.v1.Wsl.encode(message.wsl, writer.uint32(186).fork(), _depth + 1).ldelim();
                    if (message.counts != null && message.counts.length)
                        for (let i = 0; i < message.counts.length; ++i)
                            $root.latebind.hostfacts.v1.Count.encode(message.counts[i], writer.uint32(194).fork(), _depth + 1).ldelim();
                    if (message.healthy != null && $Object.hasOwnProperty.call(message, "healthy"))
                        writer.uint32(200).bool(message.healthy);
                    if (message.problems != null && message.problems.length)
                        for (let i = 0; i < message.problems.length; ++i)
                            $root.latebind.hostfacts.v1.Problem.encode(message.problems[i], writer.uint32(210).fork(), _depth + 1).ldelim();
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
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.disks && message.disks.length))
                                    message.disks = [];
                                message.disks.push($root.latebind.hostfacts.v1.Disk.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 15: {
                                if (wireType !== 2)
                                    break;
                                message.cdi = $root.latebind.hostfacts.v1.Cdi.decode(reader, reader.size(), $undefined, _depth + 1, message.cdi);
                                message._cdi = "cdi";
                                continue;
                            }
                        case 16: {
                                if (wireType !== 2)
                                    break;
                                message.runtime = $root.latebind.hostfacts.v1.ContainerRuntime.decode(reader, reader.size(), $undefined, _depth + 1, message.runtime);
                                message._runtime = "runtime";
                                continue;
                            }
                        case 17: {
                                if (wireType !== 2)
                                    break;
                                message.security = $root.latebind.hostfacts.v1.Security.decode(reader, reader.size(), $undefined, _depth + 1, message.security);
                                message._security = "security";
                                continue;
                            }
                        case 18: {
                                if (wireType !== 2)
                                    break;
                                message.gaudi = $root.latebind.hostfacts.v1.Gaudi.decode(reader, reader.size(), $undefined, _depth + 1, message.gaudi);
                                message._gaudi = "gaudi";
                                continue;
                            }
                        case 19: {
                                if (wireType !== 2)
                                    break;
                                message.neuron = $root.latebind.hostfacts.v1.Neuron.decode(reader, reader.size(), $undefined, _depth + 1, message.neuron);
                                message._neuron = "neuron";
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
                        case 22: {
                                if (wireType !== 2)
                                    break;
                                message.jetson = $root.latebind.hostfacts.v1.Jetson.decode(reader, reader.size(), $undefined, _depth + 1, message.jetson);
                                message._jetson = "jetson";
                                continue;
                            }
                        case 23: {
                                if (wireType !== 2)
                                    break;
                                message.wsl = $root.latebind.hostfacts.v1.Wsl.decode(reader, reader.size(), $undefined, _depth + 1, message.wsl);
                                message._wsl = "wsl";
                                continue;
                            }
                        case 24: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.counts && message.counts.length))
                                    message.counts = [];
                                message.counts.push($root.latebind.hostfacts.v1.Count.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 25: {
                                if (wireType !== 0)
                                    break;
                                message.healthy = reader.bool();
                                message._healthy = "healthy";
                                continue;
                            }
                        case 26: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.problems && message.problems.length))
                                    message.problems = [];
                                message.problems.push($root.latebind.hostfacts.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1));
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
                OperatingSystem.prototype.libc = null;
                OperatingSystem.prototype.libcVersion = null;

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

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(OperatingSystem.prototype, "_libc", {
                    get: $util.oneOfGetter($oneOfFields = ["libc"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(OperatingSystem.prototype, "_libcVersion", {
                    get: $util.oneOfGetter($oneOfFields = ["libcVersion"]),
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
                    if (message.libc != null && $Object.hasOwnProperty.call(message, "libc"))
                        writer.uint32(42).string(message.libc);
                    if (message.libcVersion != null && $Object.hasOwnProperty.call(message, "libcVersion"))
                        writer.uint32(50).string(message.libcVersion);
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
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.libc = reader.stringVerify();
                                message._libc = "libc";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.libcVersion = reader.stringVerify();
                                message._libcVersion = "libcVersion";
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
                Cpu.prototype.numaNodes = null;

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

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Cpu.prototype, "_numaNodes", {
                    get: $util.oneOfGetter($oneOfFields = ["numaNodes"]),
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
                    if (message.numaNodes != null && $Object.hasOwnProperty.call(message, "numaNodes"))
                        writer.uint32(32).uint32(message.numaNodes);
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
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.numaNodes = reader.uint32();
                                message._numaNodes = "numaNodes";
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
                    this.hugePages = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Memory.prototype.totalMiB = null;
                Memory.prototype.hugePages = $util.emptyArray;

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
                    if (message.hugePages != null && message.hugePages.length)
                        for (let i = 0; i < message.hugePages.length; ++i)
                            $root.latebind.hostfacts.v1.HugePages.encode(message.hugePages[i], writer.uint32(18).fork(), _depth + 1).ldelim();
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
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.hugePages && message.hugePages.length))
                                    message.hugePages = [];
                                message.hugePages.push($root.latebind.hostfacts.v1.HugePages.decode(reader, reader.size(), $undefined, _depth + 1));
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

            v1.HugePages = (function() {

                const HugePages = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                HugePages.prototype.sizeKiB = null;
                HugePages.prototype.count = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HugePages.prototype, "_sizeKiB", {
                    get: $util.oneOfGetter($oneOfFields = ["sizeKiB"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(HugePages.prototype, "_count", {
                    get: $util.oneOfGetter($oneOfFields = ["count"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                HugePages.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sizeKiB != null && $Object.hasOwnProperty.call(message, "sizeKiB"))
                        writer.uint32(8).uint32(message.sizeKiB);
                    if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                        writer.uint32(16).uint32(message.count);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                HugePages.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.HugePages();
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
                                message.sizeKiB = reader.uint32();
                                message._sizeKiB = "sizeKiB";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                message.count = reader.uint32();
                                message._count = "count";
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

                return HugePages;
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
                Gpu.prototype.index = null;
                Gpu.prototype.architecture = null;
                Gpu.prototype.computeCapability = null;
                Gpu.prototype.virtualFunction = null;
                Gpu.prototype.cardNode = null;
                Gpu.prototype.renderNode = null;
                Gpu.prototype.mig = null;
                Gpu.prototype.fabricClique = null;
                Gpu.prototype.offBus = null;
                Gpu.prototype.partitions = null;

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

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_index", {
                    get: $util.oneOfGetter($oneOfFields = ["index"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_architecture", {
                    get: $util.oneOfGetter($oneOfFields = ["architecture"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_computeCapability", {
                    get: $util.oneOfGetter($oneOfFields = ["computeCapability"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_virtualFunction", {
                    get: $util.oneOfGetter($oneOfFields = ["virtualFunction"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_cardNode", {
                    get: $util.oneOfGetter($oneOfFields = ["cardNode"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_renderNode", {
                    get: $util.oneOfGetter($oneOfFields = ["renderNode"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_mig", {
                    get: $util.oneOfGetter($oneOfFields = ["mig"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_fabricClique", {
                    get: $util.oneOfGetter($oneOfFields = ["fabricClique"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_offBus", {
                    get: $util.oneOfGetter($oneOfFields = ["offBus"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gpu.prototype, "_partitions", {
                    get: $util.oneOfGetter($oneOfFields = ["partitions"]),
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
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index"))
                        writer.uint32(96).uint32(message.index);
                    if (message.architecture != null && $Object.hasOwnProperty.call(message, "architecture"))
                        writer.uint32(106).string(message.architecture);
                    if (message.computeCapability != null && $Object.hasOwnProperty.call(message, "computeCapability"))
                        writer.uint32(114).string(message.computeCapability);
                    if (message.virtualFunction != null && $Object.hasOwnProperty.call(message, "virtualFunction"))
                        writer.uint32(120).bool(message.virtualFunction);
                    if (message.cardNode != null && $Object.hasOwnProperty.call(message, "cardNode"))
                        writer.uint32(130).string(message.cardNode);
                    if (message.renderNode != null && $Object.hasOwnProperty.call(message, "renderNode"))
                        writer.uint32(138).string(message.renderNode);
                    if (message.mig != null && $Object.hasOwnProperty.call(message, "mig"))
                        $root.latebind.hostfacts.v1.Mig.encode(message.mig, writer.uint32(146).fork(), _depth + 1).ldelim();
                    if (message.fabricClique != null && $Object.hasOwnProperty.call(message, "fabricClique"))
                        writer.uint32(154).string(message.fabricClique);
                    if (message.partitions != null && $Object.hasOwnProperty.call(message, "partitions"))
                        writer.uint32(160).uint32(message.partitions);
                    if (message.offBus != null && $Object.hasOwnProperty.call(message, "offBus"))
                        writer.uint32(168).bool(message.offBus);
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
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                message.index = reader.uint32();
                                message._index = "index";
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                message.architecture = reader.stringVerify();
                                message._architecture = "architecture";
                                continue;
                            }
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                message.computeCapability = reader.stringVerify();
                                message._computeCapability = "computeCapability";
                                continue;
                            }
                        case 15: {
                                if (wireType !== 0)
                                    break;
                                message.virtualFunction = reader.bool();
                                message._virtualFunction = "virtualFunction";
                                continue;
                            }
                        case 16: {
                                if (wireType !== 2)
                                    break;
                                message.cardNode = reader.stringVerify();
                                message._cardNode = "cardNode";
                                continue;
                            }
                        case 17: {
                                if (wireType !== 2)
                                    break;
                                message.renderNode = reader.stringVerify();
                                message._renderNode = "renderNode";
                                continue;
                            }
                        case 18: {
                                if (wireType !== 2)
                                    break;
                                message.mig = $root.latebind.hostfacts.v1.Mig.decode(reader, reader.size(), $undefined, _depth + 1, message.mig);
                                message._mig = "mig";
                                continue;
                            }
                        case 19: {
                                if (wireType !== 2)
                                    break;
                                message.fabricClique = reader.stringVerify();
                                message._fabricClique = "fabricClique";
                                continue;
                            }
                        case 21: {
                                if (wireType !== 0)
                                    break;
                                message.offBus = reader.bool();
                                message._offBus = "offBus";
                                continue;
                            }
                        case 20: {
                                if (wireType !== 0)
                                    break;
                                message.partitions = reader.uint32();
                                message._partitions = "partitions";
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

            v1.Mig = (function() {

                const Mig = function (properties) {
                    this.instances = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Mig.prototype.capable = null;
                Mig.prototype.enabled = null;
                Mig.prototype.instances = $util.emptyArray;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Mig.prototype, "_capable", {
                    get: $util.oneOfGetter($oneOfFields = ["capable"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Mig.prototype, "_enabled", {
                    get: $util.oneOfGetter($oneOfFields = ["enabled"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Mig.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.capable != null && $Object.hasOwnProperty.call(message, "capable"))
                        writer.uint32(8).bool(message.capable);
                    if (message.enabled != null && $Object.hasOwnProperty.call(message, "enabled"))
                        writer.uint32(16).bool(message.enabled);
                    if (message.instances != null && message.instances.length)
                        for (let i = 0; i < message.instances.length; ++i)
                            $root.latebind.hostfacts.v1.MigInstance.encode(message.instances[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Mig.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Mig();
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
                                message.capable = reader.bool();
                                message._capable = "capable";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                message.enabled = reader.bool();
                                message._enabled = "enabled";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.instances && message.instances.length))
                                    message.instances = [];
                                message.instances.push($root.latebind.hostfacts.v1.MigInstance.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return Mig;
            })();

            v1.MigInstance = (function() {

                const MigInstance = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                MigInstance.prototype.gi = null;
                MigInstance.prototype.ci = null;
                MigInstance.prototype.profile = null;
                MigInstance.prototype.memoryMiB = null;
                MigInstance.prototype.uuid = null;
                MigInstance.prototype.giMinor = null;
                MigInstance.prototype.ciMinor = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(MigInstance.prototype, "_gi", {
                    get: $util.oneOfGetter($oneOfFields = ["gi"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(MigInstance.prototype, "_ci", {
                    get: $util.oneOfGetter($oneOfFields = ["ci"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(MigInstance.prototype, "_profile", {
                    get: $util.oneOfGetter($oneOfFields = ["profile"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(MigInstance.prototype, "_memoryMiB", {
                    get: $util.oneOfGetter($oneOfFields = ["memoryMiB"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(MigInstance.prototype, "_uuid", {
                    get: $util.oneOfGetter($oneOfFields = ["uuid"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(MigInstance.prototype, "_giMinor", {
                    get: $util.oneOfGetter($oneOfFields = ["giMinor"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(MigInstance.prototype, "_ciMinor", {
                    get: $util.oneOfGetter($oneOfFields = ["ciMinor"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                MigInstance.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.gi != null && $Object.hasOwnProperty.call(message, "gi"))
                        writer.uint32(8).uint32(message.gi);
                    if (message.ci != null && $Object.hasOwnProperty.call(message, "ci"))
                        writer.uint32(16).uint32(message.ci);
                    if (message.profile != null && $Object.hasOwnProperty.call(message, "profile"))
                        writer.uint32(26).string(message.profile);
                    if (message.memoryMiB != null && $Object.hasOwnProperty.call(message, "memoryMiB"))
                        writer.uint32(32).uint32(message.memoryMiB);
                    if (message.uuid != null && $Object.hasOwnProperty.call(message, "uuid"))
                        writer.uint32(42).string(message.uuid);
                    if (message.giMinor != null && $Object.hasOwnProperty.call(message, "giMinor"))
                        writer.uint32(48).uint32(message.giMinor);
                    if (message.ciMinor != null && $Object.hasOwnProperty.call(message, "ciMinor"))
                        writer.uint32(56).uint32(message.ciMinor);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                MigInstance.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.MigInstance();
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
                                message.gi = reader.uint32();
                                message._gi = "gi";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                message.ci = reader.uint32();
                                message._ci = "ci";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.profile = reader.stringVerify();
                                message._profile = "profile";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.memoryMiB = reader.uint32();
                                message._memoryMiB = "memoryMiB";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.uuid = reader.stringVerify();
                                message._uuid = "uuid";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                message.giMinor = reader.uint32();
                                message._giMinor = "giMinor";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                message.ciMinor = reader.uint32();
                                message._ciMinor = "ciMinor";
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

                return MigInstance;
            })();

            v1.Nvidia = (function() {

                const Nvidia = function (properties) {
                    this.libraryDirs = [];
                    this.libraries = [];
                    this.binaries = [];
                    this.librarySets = [];
                    this.imexChannels = [];
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
                Nvidia.prototype.cudaVersion = null;
                Nvidia.prototype.cudaSource = null;
                Nvidia.prototype.librarySets = $util.emptyArray;
                Nvidia.prototype.firmwareDir = null;
                Nvidia.prototype.deviceRoot = null;
                Nvidia.prototype.uvm = null;
                Nvidia.prototype.modeset = null;
                Nvidia.prototype.imexChannels = $util.emptyArray;
                Nvidia.prototype.imexConfigured = null;
                Nvidia.prototype.nvswitches = null;
                Nvidia.prototype.nvswitchesDead = null;
                Nvidia.prototype.persistencedSocket = null;
                Nvidia.prototype.fabricManagerSocket = null;
                Nvidia.prototype.mpsDir = null;
                Nvidia.prototype.gdrCopy = null;
                Nvidia.prototype.gpuDirectStorage = null;
                Nvidia.prototype.peerMemory = null;

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

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_cudaVersion", {
                    get: $util.oneOfGetter($oneOfFields = ["cudaVersion"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_cudaSource", {
                    get: $util.oneOfGetter($oneOfFields = ["cudaSource"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_firmwareDir", {
                    get: $util.oneOfGetter($oneOfFields = ["firmwareDir"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_deviceRoot", {
                    get: $util.oneOfGetter($oneOfFields = ["deviceRoot"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_uvm", {
                    get: $util.oneOfGetter($oneOfFields = ["uvm"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_modeset", {
                    get: $util.oneOfGetter($oneOfFields = ["modeset"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_imexConfigured", {
                    get: $util.oneOfGetter($oneOfFields = ["imexConfigured"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_nvswitches", {
                    get: $util.oneOfGetter($oneOfFields = ["nvswitches"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_nvswitchesDead", {
                    get: $util.oneOfGetter($oneOfFields = ["nvswitchesDead"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_persistencedSocket", {
                    get: $util.oneOfGetter($oneOfFields = ["persistencedSocket"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_fabricManagerSocket", {
                    get: $util.oneOfGetter($oneOfFields = ["fabricManagerSocket"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_mpsDir", {
                    get: $util.oneOfGetter($oneOfFields = ["mpsDir"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_gdrCopy", {
                    get: $util.oneOfGetter($oneOfFields = ["gdrCopy"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_gpuDirectStorage", {
                    get: $util.oneOfGetter($oneOfFields = ["gpuDirectStorage"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Nvidia.prototype, "_peerMemory", {
                    get: $util.oneOfGetter($oneOfFields = ["peerMemory"]),
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
                    if (message.cudaVersion != null && $Object.hasOwnProperty.call(message, "cudaVersion"))
                        writer.uint32(74).string(message.cudaVersion);
                    if (message.cudaSource != null && $Object.hasOwnProperty.call(message, "cudaSource"))
                        writer.uint32(82).string(message.cudaSource);
                    if (message.librarySets != null && message.librarySets.length)
                        for (let i = 0; i < message.librarySets.length; ++i)
                            writer.uint32(90).string(message.librarySets[i]);
                    if (message.firmwareDir != null && $Object.hasOwnProperty.call(message, "firmwareDir"))
                        writer.uint32(98).string(message.firmwareDir);
                    if (message.deviceRoot != null && $Object.hasOwnProperty.call(message, "deviceRoot"))
                        writer.uint32(106).string(message.deviceRoot);
                    if (message.uvm != null && $Object.hasOwnProperty.call(message, "uvm"))
                        writer.uint32(112).bool(message.uvm);
                    if (message.modeset != null && $Object.hasOwnProperty.call(message, "modeset"))
                        writer.uint32(120).bool(message.modeset);
                    if (message.imexChannels != null && message.imexChannels.length)
                        writer.uint32(130).uint32s(message.imexChannels);
                    if (message.imexConfigured != null && $Object.hasOwnProperty.call(message, "imexConfigured"))
                        writer.uint32(136).bool(message.imexConfigured);
                    if (message.nvswitches != null && $Object.hasOwnProperty.call(message, "nvswitches"))
                        writer.uint32(144).uint32(message.nvswitches);
                    if (message.nvswitchesDead != null && $Object.hasOwnProperty.call(message, "nvswitchesDead"))
                        writer.uint32(152).uint32(message.nvswitchesDead);
                    if (message.persistencedSocket != null && $Object.hasOwnProperty.call(message, "persistencedSocket"))
                        writer.uint32(162).string(message.persistencedSocket);
                    if (message.fabricManagerSocket != null && $Object.hasOwnProperty.call(message, "fabricManagerSocket"))
                        writer.uint32(170).string(message.fabricManagerSocket);
                    if (message.mpsDir != null && $Object.hasOwnProperty.call(message, "mpsDir"))
                        writer.uint32(178).string(message.mpsDir);
                    if (message.gdrCopy != null && $Object.hasOwnProperty.call(message, "gdrCopy"))
                        writer.uint32(184).bool(message.gdrCopy);
                    if (message.gpuDirectStorage != null && $Object.hasOwnProperty.call(message, "gpuDirectStorage"))
                        writer.uint32(192).bool(message.gpuDirectStorage);
                    if (message.peerMemory != null && $Object.hasOwnProperty.call(message, "peerMemory"))
                        writer.uint32(200).bool(message.peerMemory);
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
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.cudaVersion = reader.stringVerify();
                                message._cudaVersion = "cudaVersion";
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.cudaSource = reader.stringVerify();
                                message._cudaSource = "cudaSource";
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.librarySets && message.librarySets.length))
                                    message.librarySets = [];
                                message.librarySets.push(reader.stringVerify());
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                message.firmwareDir = reader.stringVerify();
                                message._firmwareDir = "firmwareDir";
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                message.deviceRoot = reader.stringVerify();
                                message._deviceRoot = "deviceRoot";
                                continue;
                            }
                        case 14: {
                                if (wireType !== 0)
                                    break;
                                message.uvm = reader.bool();
                                message._uvm = "uvm";
                                continue;
                            }
                        case 15: {
                                if (wireType !== 0)
                                    break;
                                message.modeset = reader.bool();
                                message._modeset = "modeset";
                                continue;
                            }
                        case 16: {
                                if (wireType === 2) {
                                    if (!(message.imexChannels && message.imexChannels.length))
                                        message.imexChannels = [];
                                    reader.uint32s(message.imexChannels);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.imexChannels && message.imexChannels.length))
                                    message.imexChannels = [];
                                message.imexChannels.push(reader.uint32());
                                continue;
                            }
                        case 17: {
                                if (wireType !== 0)
                                    break;
                                message.imexConfigured = reader.bool();
                                message._imexConfigured = "imexConfigured";
                                continue;
                            }
                        case 18: {
                                if (wireType !== 0)
                                    break;
                                message.nvswitches = reader.uint32();
                                message._nvswitches = "nvswitches";
                                continue;
                            }
                        case 19: {
                                if (wireType !== 0)
                                    break;
                                message.nvswitchesDead = reader.uint32();
                                message._nvswitchesDead = "nvswitchesDead";
                                continue;
                            }
                        case 20: {
                                if (wireType !== 2)
                                    break;
                                message.persistencedSocket = reader.stringVerify();
                                message._persistencedSocket = "persistencedSocket";
                                continue;
                            }
                        case 21: {
                                if (wireType !== 2)
                                    break;
                                message.fabricManagerSocket = reader.stringVerify();
                                message._fabricManagerSocket = "fabricManagerSocket";
                                continue;
                            }
                        case 22: {
                                if (wireType !== 2)
                                    break;
                                message.mpsDir = reader.stringVerify();
                                message._mpsDir = "mpsDir";
                                continue;
                            }
                        case 23: {
                                if (wireType !== 0)
                                    break;
                                message.gdrCopy = reader.bool();
                                message._gdrCopy = "gdrCopy";
                                continue;
                            }
                        case 24: {
                                if (wireType !== 0)
                                    break;
                                message.gpuDirectStorage = reader.bool();
                                message._gpuDirectStorage = "gpuDirectStorage";
                                continue;
                            }
                        case 25: {
                                if (wireType !== 0)
                                    break;
                                message.peerMemory = reader.bool();
                                message._peerMemory = "peerMemory";
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
                NvidiaDriver.prototype.epoch = null;

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

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(NvidiaDriver.prototype, "_epoch", {
                    get: $util.oneOfGetter($oneOfFields = ["epoch"]),
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
                    if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                        writer.uint32(42).string(message.epoch);
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
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.epoch = reader.stringVerify();
                                message._epoch = "epoch";
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
                Amd.prototype.kfd = null;
                Amd.prototype.partitions = null;
                Amd.prototype.devices = null;
                Amd.prototype.computePartition = null;
                Amd.prototype.memoryPartition = null;

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

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Amd.prototype, "_kfd", {
                    get: $util.oneOfGetter($oneOfFields = ["kfd"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Amd.prototype, "_partitions", {
                    get: $util.oneOfGetter($oneOfFields = ["partitions"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Amd.prototype, "_devices", {
                    get: $util.oneOfGetter($oneOfFields = ["devices"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Amd.prototype, "_computePartition", {
                    get: $util.oneOfGetter($oneOfFields = ["computePartition"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Amd.prototype, "_memoryPartition", {
                    get: $util.oneOfGetter($oneOfFields = ["memoryPartition"]),
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
                    if (message.kfd != null && $Object.hasOwnProperty.call(message, "kfd"))
                        writer.uint32(32).bool(message.kfd);
                    if (message.partitions != null && $Object.hasOwnProperty.call(message, "partitions"))
                        writer.uint32(40).uint32(message.partitions);
                    if (message.devices != null && $Object.hasOwnProperty.call(message, "devices"))
                        writer.uint32(48).uint32(message.devices);
                    if (message.computePartition != null && $Object.hasOwnProperty.call(message, "computePartition"))
                        writer.uint32(58).string(message.computePartition);
                    if (message.memoryPartition != null && $Object.hasOwnProperty.call(message, "memoryPartition"))
                        writer.uint32(66).string(message.memoryPartition);
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
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.kfd = reader.bool();
                                message._kfd = "kfd";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                message.partitions = reader.uint32();
                                message._partitions = "partitions";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                message.devices = reader.uint32();
                                message._devices = "devices";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.computePartition = reader.stringVerify();
                                message._computePartition = "computePartition";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.memoryPartition = reader.stringVerify();
                                message._memoryPartition = "memoryPartition";
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

            v1.Gaudi = (function() {

                const Gaudi = function (properties) {
                    this.devices = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Gaudi.prototype.present = null;
                Gaudi.prototype.driverVersion = null;
                Gaudi.prototype.devices = $util.emptyArray;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gaudi.prototype, "_present", {
                    get: $util.oneOfGetter($oneOfFields = ["present"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Gaudi.prototype, "_driverVersion", {
                    get: $util.oneOfGetter($oneOfFields = ["driverVersion"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Gaudi.encode = function (message, writer, _depth) {
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
                    if (message.devices != null && message.devices.length)
                        writer.uint32(26).uint32s(message.devices);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Gaudi.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Gaudi();
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
                                if (wireType === 2) {
                                    if (!(message.devices && message.devices.length))
                                        message.devices = [];
                                    reader.uint32s(message.devices);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.devices && message.devices.length))
                                    message.devices = [];
                                message.devices.push(reader.uint32());
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

                return Gaudi;
            })();

            v1.Neuron = (function() {

                const Neuron = function (properties) {
                    this.devices = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Neuron.prototype.present = null;
                Neuron.prototype.driverVersion = null;
                Neuron.prototype.devices = $util.emptyArray;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Neuron.prototype, "_present", {
                    get: $util.oneOfGetter($oneOfFields = ["present"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Neuron.prototype, "_driverVersion", {
                    get: $util.oneOfGetter($oneOfFields = ["driverVersion"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Neuron.encode = function (message, writer, _depth) {
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
                    if (message.devices != null && message.devices.length)
                        writer.uint32(26).uint32s(message.devices);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Neuron.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Neuron();
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
                                if (wireType === 2) {
                                    if (!(message.devices && message.devices.length))
                                        message.devices = [];
                                    reader.uint32s(message.devices);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.devices && message.devices.length))
                                    message.devices = [];
                                message.devices.push(reader.uint32());
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

                return Neuron;
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
                DeviceNode.prototype.mode = null;

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

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(DeviceNode.prototype, "_mode", {
                    get: $util.oneOfGetter($oneOfFields = ["mode"]),
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
                    if (message.mode != null && $Object.hasOwnProperty.call(message, "mode"))
                        writer.uint32(32).uint32(message.mode);
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
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.mode = reader.uint32();
                                message._mode = "mode";
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
                Rdma.prototype.driver = null;
                Rdma.prototype.verbsNode = null;
                Rdma.prototype.virtualFunction = null;

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

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Rdma.prototype, "_driver", {
                    get: $util.oneOfGetter($oneOfFields = ["driver"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Rdma.prototype, "_verbsNode", {
                    get: $util.oneOfGetter($oneOfFields = ["verbsNode"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Rdma.prototype, "_virtualFunction", {
                    get: $util.oneOfGetter($oneOfFields = ["virtualFunction"]),
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
                    if (message.driver != null && $Object.hasOwnProperty.call(message, "driver"))
                        writer.uint32(58).string(message.driver);
                    if (message.verbsNode != null && $Object.hasOwnProperty.call(message, "verbsNode"))
                        writer.uint32(66).string(message.verbsNode);
                    if (message.virtualFunction != null && $Object.hasOwnProperty.call(message, "virtualFunction"))
                        writer.uint32(72).bool(message.virtualFunction);
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
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.driver = reader.stringVerify();
                                message._driver = "driver";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.verbsNode = reader.stringVerify();
                                message._verbsNode = "verbsNode";
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                message.virtualFunction = reader.bool();
                                message._virtualFunction = "virtualFunction";
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

            v1.Disk = (function() {

                const Disk = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Disk.prototype.path = null;
                Disk.prototype.name = null;
                Disk.prototype.sizeMiB = null;
                Disk.prototype.model = null;
                Disk.prototype.rotational = null;
                Disk.prototype.mountPoint = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Disk.prototype, "_path", {
                    get: $util.oneOfGetter($oneOfFields = ["path"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Disk.prototype, "_name", {
                    get: $util.oneOfGetter($oneOfFields = ["name"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Disk.prototype, "_sizeMiB", {
                    get: $util.oneOfGetter($oneOfFields = ["sizeMiB"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Disk.prototype, "_model", {
                    get: $util.oneOfGetter($oneOfFields = ["model"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Disk.prototype, "_rotational", {
                    get: $util.oneOfGetter($oneOfFields = ["rotational"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Disk.prototype, "_mountPoint", {
                    get: $util.oneOfGetter($oneOfFields = ["mountPoint"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Disk.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                        writer.uint32(10).string(message.path);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                        writer.uint32(18).string(message.name);
                    if (message.sizeMiB != null && $Object.hasOwnProperty.call(message, "sizeMiB"))
                        writer.uint32(24).uint32(message.sizeMiB);
                    if (message.model != null && $Object.hasOwnProperty.call(message, "model"))
                        writer.uint32(34).string(message.model);
                    if (message.rotational != null && $Object.hasOwnProperty.call(message, "rotational"))
                        writer.uint32(40).bool(message.rotational);
                    if (message.mountPoint != null && $Object.hasOwnProperty.call(message, "mountPoint"))
                        writer.uint32(50).string(message.mountPoint);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Disk.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Disk();
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
                                if (wireType !== 2)
                                    break;
                                message.name = reader.stringVerify();
                                message._name = "name";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                message.sizeMiB = reader.uint32();
                                message._sizeMiB = "sizeMiB";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.model = reader.stringVerify();
                                message._model = "model";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                message.rotational = reader.bool();
                                message._rotational = "rotational";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.mountPoint = reader.stringVerify();
                                message._mountPoint = "mountPoint";
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

                return Disk;
            })();

            v1.Cdi = (function() {

                const Cdi = function (properties) {
                    this.kinds = [];
                    this.specs = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Cdi.prototype.kinds = $util.emptyArray;
                Cdi.prototype.specs = $util.emptyArray;
                Cdi.prototype.stale = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Cdi.prototype, "_stale", {
                    get: $util.oneOfGetter($oneOfFields = ["stale"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Cdi.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.kinds != null && message.kinds.length)
                        for (let i = 0; i < message.kinds.length; ++i)
                            writer.uint32(10).string(message.kinds[i]);
                    if (message.specs != null && message.specs.length)
                        for (let i = 0; i < message.specs.length; ++i)
                            $root.latebind.hostfacts.v1.CdiSpec.encode(message.specs[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.stale != null && $Object.hasOwnProperty.call(message, "stale"))
                        writer.uint32(24).bool(message.stale);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Cdi.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Cdi();
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
                                if (!(message.kinds && message.kinds.length))
                                    message.kinds = [];
                                message.kinds.push(reader.stringVerify());
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.specs && message.specs.length))
                                    message.specs = [];
                                message.specs.push($root.latebind.hostfacts.v1.CdiSpec.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                message.stale = reader.bool();
                                message._stale = "stale";
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

                return Cdi;
            })();

            v1.CdiSpec = (function() {

                const CdiSpec = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                CdiSpec.prototype.path = null;
                CdiSpec.prototype.kind = null;
                CdiSpec.prototype.devices = null;
                CdiSpec.prototype.missing = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CdiSpec.prototype, "_path", {
                    get: $util.oneOfGetter($oneOfFields = ["path"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CdiSpec.prototype, "_kind", {
                    get: $util.oneOfGetter($oneOfFields = ["kind"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CdiSpec.prototype, "_devices", {
                    get: $util.oneOfGetter($oneOfFields = ["devices"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CdiSpec.prototype, "_missing", {
                    get: $util.oneOfGetter($oneOfFields = ["missing"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                CdiSpec.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                        writer.uint32(10).string(message.path);
                    if (message.kind != null && $Object.hasOwnProperty.call(message, "kind"))
                        writer.uint32(18).string(message.kind);
                    if (message.devices != null && $Object.hasOwnProperty.call(message, "devices"))
                        writer.uint32(24).uint32(message.devices);
                    if (message.missing != null && $Object.hasOwnProperty.call(message, "missing"))
                        writer.uint32(34).string(message.missing);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                CdiSpec.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.CdiSpec();
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
                                if (wireType !== 2)
                                    break;
                                message.kind = reader.stringVerify();
                                message._kind = "kind";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                message.devices = reader.uint32();
                                message._devices = "devices";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.missing = reader.stringVerify();
                                message._missing = "missing";
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

                return CdiSpec;
            })();

            v1.ContainerRuntime = (function() {

                const ContainerRuntime = function (properties) {
                    this.handlers = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                ContainerRuntime.prototype.cgroup = null;
                ContainerRuntime.prototype.handlers = $util.emptyArray;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(ContainerRuntime.prototype, "_cgroup", {
                    get: $util.oneOfGetter($oneOfFields = ["cgroup"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                ContainerRuntime.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.cgroup != null && $Object.hasOwnProperty.call(message, "cgroup"))
                        writer.uint32(8).uint32(message.cgroup);
                    if (message.handlers != null && message.handlers.length)
                        for (let i = 0; i < message.handlers.length; ++i)
                            writer.uint32(18).string(message.handlers[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                ContainerRuntime.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.ContainerRuntime();
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
                                message.cgroup = reader.uint32();
                                message._cgroup = "cgroup";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.handlers && message.handlers.length))
                                    message.handlers = [];
                                message.handlers.push(reader.stringVerify());
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

                return ContainerRuntime;
            })();

            v1.Security = (function() {

                const Security = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Security.prototype.selinux = null;
                Security.prototype.appArmor = null;
                Security.prototype.seccomp = null;
                Security.prototype.userNamespaces = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Security.prototype, "_selinux", {
                    get: $util.oneOfGetter($oneOfFields = ["selinux"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Security.prototype, "_appArmor", {
                    get: $util.oneOfGetter($oneOfFields = ["appArmor"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Security.prototype, "_seccomp", {
                    get: $util.oneOfGetter($oneOfFields = ["seccomp"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Security.prototype, "_userNamespaces", {
                    get: $util.oneOfGetter($oneOfFields = ["userNamespaces"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Security.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.selinux != null && $Object.hasOwnProperty.call(message, "selinux"))
                        writer.uint32(10).string(message.selinux);
                    if (message.appArmor != null && $Object.hasOwnProperty.call(message, "appArmor"))
                        writer.uint32(16).bool(message.appArmor);
                    if (message.seccomp != null && $Object.hasOwnProperty.call(message, "seccomp"))
                        writer.uint32(24).bool(message.seccomp);
                    if (message.userNamespaces != null && $Object.hasOwnProperty.call(message, "userNamespaces"))
                        writer.uint32(32).bool(message.userNamespaces);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Security.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Security();
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
                                message.selinux = reader.stringVerify();
                                message._selinux = "selinux";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                message.appArmor = reader.bool();
                                message._appArmor = "appArmor";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                message.seccomp = reader.bool();
                                message._seccomp = "seccomp";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.userNamespaces = reader.bool();
                                message._userNamespaces = "userNamespaces";
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

                return Security;
            })();

            v1.Jetson = (function() {

                const Jetson = function (properties) {
                    this.csvFiles = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Jetson.prototype.release = null;
                Jetson.prototype.csvFiles = $util.emptyArray;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Jetson.prototype, "_release", {
                    get: $util.oneOfGetter($oneOfFields = ["release"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Jetson.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.release != null && $Object.hasOwnProperty.call(message, "release"))
                        writer.uint32(10).string(message.release);
                    if (message.csvFiles != null && message.csvFiles.length)
                        for (let i = 0; i < message.csvFiles.length; ++i)
                            writer.uint32(18).string(message.csvFiles[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Jetson.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Jetson();
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
                                if (!(message.csvFiles && message.csvFiles.length))
                                    message.csvFiles = [];
                                message.csvFiles.push(reader.stringVerify());
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

                return Jetson;
            })();

            v1.Wsl = (function() {

                const Wsl = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Wsl.prototype.storeDir = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Wsl.prototype, "_storeDir", {
                    get: $util.oneOfGetter($oneOfFields = ["storeDir"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Wsl.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.storeDir != null && $Object.hasOwnProperty.call(message, "storeDir"))
                        writer.uint32(10).string(message.storeDir);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Wsl.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Wsl();
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
                                message.storeDir = reader.stringVerify();
                                message._storeDir = "storeDir";
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

                return Wsl;
            })();

            v1.Count = (function() {

                const Count = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Count.prototype.vendor = null;
                Count.prototype.pci = null;
                Count.prototype.driver = null;
                Count.prototype.excluded = null;
                Count.prototype.passthrough = null;
                Count.prototype.deviceNodes = null;
                Count.prototype.cdi = null;
                Count.prototype.capacity = null;
                Count.prototype.allocatable = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Count.prototype, "_vendor", {
                    get: $util.oneOfGetter($oneOfFields = ["vendor"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Count.prototype, "_pci", {
                    get: $util.oneOfGetter($oneOfFields = ["pci"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Count.prototype, "_driver", {
                    get: $util.oneOfGetter($oneOfFields = ["driver"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Count.prototype, "_excluded", {
                    get: $util.oneOfGetter($oneOfFields = ["excluded"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Count.prototype, "_passthrough", {
                    get: $util.oneOfGetter($oneOfFields = ["passthrough"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Count.prototype, "_deviceNodes", {
                    get: $util.oneOfGetter($oneOfFields = ["deviceNodes"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Count.prototype, "_cdi", {
                    get: $util.oneOfGetter($oneOfFields = ["cdi"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Count.prototype, "_capacity", {
                    get: $util.oneOfGetter($oneOfFields = ["capacity"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Count.prototype, "_allocatable", {
                    get: $util.oneOfGetter($oneOfFields = ["allocatable"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Count.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor"))
                        writer.uint32(10).string(message.vendor);
                    if (message.pci != null && $Object.hasOwnProperty.call(message, "pci"))
                        writer.uint32(16).uint32(message.pci);
                    if (message.driver != null && $Object.hasOwnProperty.call(message, "driver"))
                        writer.uint32(24).uint32(message.driver);
                    if (message.excluded != null && $Object.hasOwnProperty.call(message, "excluded"))
                        writer.uint32(32).uint32(message.excluded);
                    if (message.passthrough != null && $Object.hasOwnProperty.call(message, "passthrough"))
                        writer.uint32(40).uint32(message.passthrough);
                    if (message.deviceNodes != null && $Object.hasOwnProperty.call(message, "deviceNodes"))
                        writer.uint32(48).uint32(message.deviceNodes);
                    if (message.cdi != null && $Object.hasOwnProperty.call(message, "cdi"))
                        writer.uint32(56).uint32(message.cdi);
                    if (message.capacity != null && $Object.hasOwnProperty.call(message, "capacity"))
                        writer.uint32(64).uint32(message.capacity);
                    if (message.allocatable != null && $Object.hasOwnProperty.call(message, "allocatable"))
                        writer.uint32(72).uint32(message.allocatable);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Count.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Count();
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
                                if (wireType !== 0)
                                    break;
                                message.pci = reader.uint32();
                                message._pci = "pci";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                message.driver = reader.uint32();
                                message._driver = "driver";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.excluded = reader.uint32();
                                message._excluded = "excluded";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                message.passthrough = reader.uint32();
                                message._passthrough = "passthrough";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                message.deviceNodes = reader.uint32();
                                message._deviceNodes = "deviceNodes";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                message.cdi = reader.uint32();
                                message._cdi = "cdi";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                message.capacity = reader.uint32();
                                message._capacity = "capacity";
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                message.allocatable = reader.uint32();
                                message._allocatable = "allocatable";
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

                return Count;
            })();

            v1.Problem = (function() {

                const Problem = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Problem.prototype.code = null;
                Problem.prototype.detail = null;

                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Problem.prototype, "_code", {
                    get: $util.oneOfGetter($oneOfFields = ["code"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Problem.prototype, "_detail", {
                    get: $util.oneOfGetter($oneOfFields = ["detail"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Problem.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                        writer.uint32(10).string(message.code);
                    if (message.detail != null && $Object.hasOwnProperty.call(message, "detail"))
                        writer.uint32(18).string(message.detail);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Problem.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.latebind.hostfacts.v1.Problem();
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
                                message.code = reader.stringVerify();
                                message._code = "code";
                                continue;
                            }
                        case 2: {
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

                return Problem;
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
