// Generated from host-facts.proto by scripts/generate-host-facts.ts. Do not edit.
import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace latebind. */
export namespace latebind {

    /** Namespace hostfacts. */
    namespace hostfacts {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a HostFacts.
             * @deprecated Use latebind.hostfacts.v1.HostFacts.$Properties instead.
             */
            interface IHostFacts extends latebind.hostfacts.v1.HostFacts.$Properties {
            }

            /** Represents a HostFacts. */
            class HostFacts {

                /**
                 * Constructs a new HostFacts.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.HostFacts.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HostFacts schema. */
                schema: (number|null);

                /** HostFacts bootId. */
                bootId: (string|null);

                /** HostFacts nodeUid. */
                nodeUid: (string|null);

                /** HostFacts os. */
                os: (latebind.hostfacts.v1.OperatingSystem|null);

                /** HostFacts kernel. */
                kernel: (latebind.hostfacts.v1.Kernel|null);

                /** HostFacts cpu. */
                cpu: (latebind.hostfacts.v1.Cpu|null);

                /** HostFacts memory. */
                memory: (latebind.hostfacts.v1.Memory|null);

                /** HostFacts gpus. */
                gpus: latebind.hostfacts.v1.Gpu[];

                /** HostFacts nvidia. */
                nvidia: (latebind.hostfacts.v1.Nvidia|null);

                /** HostFacts amd. */
                amd: (latebind.hostfacts.v1.Amd|null);

                /** HostFacts intel. */
                intel: (latebind.hostfacts.v1.Intel|null);

                /** HostFacts deviceNodes. */
                deviceNodes: latebind.hostfacts.v1.DeviceNode[];

                /** HostFacts rdma. */
                rdma: latebind.hostfacts.v1.Rdma[];

                /** HostFacts sources. */
                sources: latebind.hostfacts.v1.Source[];

                /** HostFacts truncated. */
                truncated: (boolean|null);

                /**
                 * Encodes the specified HostFacts message. Does not implicitly {@link latebind.hostfacts.v1.HostFacts.verify|verify} messages.
                 * @param message HostFacts message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.HostFacts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HostFacts message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.HostFacts & latebind.hostfacts.v1.HostFacts.$Shape} HostFacts
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.HostFacts & latebind.hostfacts.v1.HostFacts.$Shape;
            }

            namespace HostFacts {

                /** Properties of a HostFacts. */
                interface $Properties {

                    /** HostFacts schema */
                    schema?: (number|null);

                    /** HostFacts bootId */
                    bootId?: (string|null);

                    /** HostFacts nodeUid */
                    nodeUid?: (string|null);

                    /** HostFacts os */
                    os?: (latebind.hostfacts.v1.OperatingSystem.$Properties|null);

                    /** HostFacts kernel */
                    kernel?: (latebind.hostfacts.v1.Kernel.$Properties|null);

                    /** HostFacts cpu */
                    cpu?: (latebind.hostfacts.v1.Cpu.$Properties|null);

                    /** HostFacts memory */
                    memory?: (latebind.hostfacts.v1.Memory.$Properties|null);

                    /** HostFacts gpus */
                    gpus?: latebind.hostfacts.v1.Gpu.$Properties[];

                    /** HostFacts nvidia */
                    nvidia?: (latebind.hostfacts.v1.Nvidia.$Properties|null);

                    /** HostFacts amd */
                    amd?: (latebind.hostfacts.v1.Amd.$Properties|null);

                    /** HostFacts intel */
                    intel?: (latebind.hostfacts.v1.Intel.$Properties|null);

                    /** HostFacts deviceNodes */
                    deviceNodes?: latebind.hostfacts.v1.DeviceNode.$Properties[];

                    /** HostFacts rdma */
                    rdma?: latebind.hostfacts.v1.Rdma.$Properties[];

                    /** HostFacts sources */
                    sources?: latebind.hostfacts.v1.Source.$Properties[];

                    /** HostFacts truncated */
                    truncated?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HostFacts. */
                type $Shape = latebind.hostfacts.v1.HostFacts.$Properties;
            }

            /**
             * Properties of an OperatingSystem.
             * @deprecated Use latebind.hostfacts.v1.OperatingSystem.$Properties instead.
             */
            interface IOperatingSystem extends latebind.hostfacts.v1.OperatingSystem.$Properties {
            }

            /** Represents an OperatingSystem. */
            class OperatingSystem {

                /**
                 * Constructs a new OperatingSystem.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.OperatingSystem.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OperatingSystem id. */
                id: (string|null);

                /** OperatingSystem versionId. */
                versionId: (string|null);

                /** OperatingSystem variantId. */
                variantId: (string|null);

                /** OperatingSystem name. */
                name: (string|null);

                /**
                 * Encodes the specified OperatingSystem message. Does not implicitly {@link latebind.hostfacts.v1.OperatingSystem.verify|verify} messages.
                 * @param message OperatingSystem message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.OperatingSystem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OperatingSystem message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.OperatingSystem & latebind.hostfacts.v1.OperatingSystem.$Shape} OperatingSystem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.OperatingSystem & latebind.hostfacts.v1.OperatingSystem.$Shape;
            }

            namespace OperatingSystem {

                /** Properties of an OperatingSystem. */
                interface $Properties {

                    /** OperatingSystem id */
                    id?: (string|null);

                    /** OperatingSystem versionId */
                    versionId?: (string|null);

                    /** OperatingSystem variantId */
                    variantId?: (string|null);

                    /** OperatingSystem name */
                    name?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OperatingSystem. */
                type $Shape = latebind.hostfacts.v1.OperatingSystem.$Properties;
            }

            /**
             * Properties of a Kernel.
             * @deprecated Use latebind.hostfacts.v1.Kernel.$Properties instead.
             */
            interface IKernel extends latebind.hostfacts.v1.Kernel.$Properties {
            }

            /** Represents a Kernel. */
            class Kernel {

                /**
                 * Constructs a new Kernel.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Kernel.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Kernel release. */
                release: (string|null);

                /** Kernel architecture. */
                architecture: (string|null);

                /**
                 * Encodes the specified Kernel message. Does not implicitly {@link latebind.hostfacts.v1.Kernel.verify|verify} messages.
                 * @param message Kernel message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Kernel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Kernel message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Kernel & latebind.hostfacts.v1.Kernel.$Shape} Kernel
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Kernel & latebind.hostfacts.v1.Kernel.$Shape;
            }

            namespace Kernel {

                /** Properties of a Kernel. */
                interface $Properties {

                    /** Kernel release */
                    release?: (string|null);

                    /** Kernel architecture */
                    architecture?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Kernel. */
                type $Shape = latebind.hostfacts.v1.Kernel.$Properties;
            }

            /**
             * Properties of a Cpu.
             * @deprecated Use latebind.hostfacts.v1.Cpu.$Properties instead.
             */
            interface ICpu extends latebind.hostfacts.v1.Cpu.$Properties {
            }

            /** Represents a Cpu. */
            class Cpu {

                /**
                 * Constructs a new Cpu.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Cpu.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Cpu model. */
                model: (string|null);

                /** Cpu logical. */
                logical: (number|null);

                /** Cpu sockets. */
                sockets: (number|null);

                /**
                 * Encodes the specified Cpu message. Does not implicitly {@link latebind.hostfacts.v1.Cpu.verify|verify} messages.
                 * @param message Cpu message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Cpu.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Cpu message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Cpu & latebind.hostfacts.v1.Cpu.$Shape} Cpu
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Cpu & latebind.hostfacts.v1.Cpu.$Shape;
            }

            namespace Cpu {

                /** Properties of a Cpu. */
                interface $Properties {

                    /** Cpu model */
                    model?: (string|null);

                    /** Cpu logical */
                    logical?: (number|null);

                    /** Cpu sockets */
                    sockets?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Cpu. */
                type $Shape = latebind.hostfacts.v1.Cpu.$Properties;
            }

            /**
             * Properties of a Memory.
             * @deprecated Use latebind.hostfacts.v1.Memory.$Properties instead.
             */
            interface IMemory extends latebind.hostfacts.v1.Memory.$Properties {
            }

            /** Represents a Memory. */
            class Memory {

                /**
                 * Constructs a new Memory.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Memory.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Memory totalMiB. */
                totalMiB: (number|null);

                /**
                 * Encodes the specified Memory message. Does not implicitly {@link latebind.hostfacts.v1.Memory.verify|verify} messages.
                 * @param message Memory message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Memory.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Memory message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Memory & latebind.hostfacts.v1.Memory.$Shape} Memory
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Memory & latebind.hostfacts.v1.Memory.$Shape;
            }

            namespace Memory {

                /** Properties of a Memory. */
                interface $Properties {

                    /** Memory totalMiB */
                    totalMiB?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Memory. */
                type $Shape = latebind.hostfacts.v1.Memory.$Properties;
            }

            /**
             * Properties of a Gpu.
             * @deprecated Use latebind.hostfacts.v1.Gpu.$Properties instead.
             */
            interface IGpu extends latebind.hostfacts.v1.Gpu.$Properties {
            }

            /** Represents a Gpu. */
            class Gpu {

                /**
                 * Constructs a new Gpu.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Gpu.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Gpu vendor. */
                vendor: (string|null);

                /** Gpu address. */
                address: (string|null);

                /** Gpu deviceId. */
                deviceId: (string|null);

                /** Gpu boundDriver. */
                boundDriver: (string|null);

                /** Gpu numaNode. */
                numaNode: (number|null);

                /** Gpu seenByDriver. */
                seenByDriver: (boolean|null);

                /** Gpu model. */
                model: (string|null);

                /** Gpu uuid. */
                uuid: (string|null);

                /** Gpu minor. */
                minor: (number|null);

                /** Gpu memoryMiB. */
                memoryMiB: (number|null);

                /** Gpu excluded. */
                excluded: (boolean|null);

                /**
                 * Encodes the specified Gpu message. Does not implicitly {@link latebind.hostfacts.v1.Gpu.verify|verify} messages.
                 * @param message Gpu message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Gpu.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Gpu message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Gpu & latebind.hostfacts.v1.Gpu.$Shape} Gpu
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Gpu & latebind.hostfacts.v1.Gpu.$Shape;
            }

            namespace Gpu {

                /** Properties of a Gpu. */
                interface $Properties {

                    /** Gpu vendor */
                    vendor?: (string|null);

                    /** Gpu address */
                    address?: (string|null);

                    /** Gpu deviceId */
                    deviceId?: (string|null);

                    /** Gpu boundDriver */
                    boundDriver?: (string|null);

                    /** Gpu numaNode */
                    numaNode?: (number|null);

                    /** Gpu seenByDriver */
                    seenByDriver?: (boolean|null);

                    /** Gpu model */
                    model?: (string|null);

                    /** Gpu uuid */
                    uuid?: (string|null);

                    /** Gpu minor */
                    minor?: (number|null);

                    /** Gpu memoryMiB */
                    memoryMiB?: (number|null);

                    /** Gpu excluded */
                    excluded?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Gpu. */
                type $Shape = latebind.hostfacts.v1.Gpu.$Properties;
            }

            /**
             * Properties of a Nvidia.
             * @deprecated Use latebind.hostfacts.v1.Nvidia.$Properties instead.
             */
            interface INvidia extends latebind.hostfacts.v1.Nvidia.$Properties {
            }

            /** Represents a Nvidia. */
            class Nvidia {

                /**
                 * Constructs a new Nvidia.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Nvidia.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Nvidia present. */
                present: (boolean|null);

                /** Nvidia driver. */
                driver: (latebind.hostfacts.v1.NvidiaDriver|null);

                /** Nvidia root. */
                root: (string|null);

                /** Nvidia libraryDir. */
                libraryDir: (string|null);

                /** Nvidia libraryDirs. */
                libraryDirs: string[];

                /** Nvidia libraries. */
                libraries: latebind.hostfacts.v1.Library[];

                /** Nvidia binaryDir. */
                binaryDir: (string|null);

                /** Nvidia binaries. */
                binaries: latebind.hostfacts.v1.Binary[];

                /**
                 * Encodes the specified Nvidia message. Does not implicitly {@link latebind.hostfacts.v1.Nvidia.verify|verify} messages.
                 * @param message Nvidia message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Nvidia.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Nvidia message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Nvidia & latebind.hostfacts.v1.Nvidia.$Shape} Nvidia
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Nvidia & latebind.hostfacts.v1.Nvidia.$Shape;
            }

            namespace Nvidia {

                /** Properties of a Nvidia. */
                interface $Properties {

                    /** Nvidia present */
                    present?: (boolean|null);

                    /** Nvidia driver */
                    driver?: (latebind.hostfacts.v1.NvidiaDriver.$Properties|null);

                    /** Nvidia root */
                    root?: (string|null);

                    /** Nvidia libraryDir */
                    libraryDir?: (string|null);

                    /** Nvidia libraryDirs */
                    libraryDirs?: string[];

                    /** Nvidia libraries */
                    libraries?: latebind.hostfacts.v1.Library.$Properties[];

                    /** Nvidia binaryDir */
                    binaryDir?: (string|null);

                    /** Nvidia binaries */
                    binaries?: latebind.hostfacts.v1.Binary.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Nvidia. */
                type $Shape = latebind.hostfacts.v1.Nvidia.$Properties;
            }

            /**
             * Properties of a NvidiaDriver.
             * @deprecated Use latebind.hostfacts.v1.NvidiaDriver.$Properties instead.
             */
            interface INvidiaDriver extends latebind.hostfacts.v1.NvidiaDriver.$Properties {
            }

            /** Represents a NvidiaDriver. */
            class NvidiaDriver {

                /**
                 * Constructs a new NvidiaDriver.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.NvidiaDriver.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NvidiaDriver version. */
                version: (string|null);

                /** NvidiaDriver flavour. */
                flavour: (string|null);

                /** NvidiaDriver userVersion. */
                userVersion: (string|null);

                /** NvidiaDriver skew. */
                skew: (boolean|null);

                /**
                 * Encodes the specified NvidiaDriver message. Does not implicitly {@link latebind.hostfacts.v1.NvidiaDriver.verify|verify} messages.
                 * @param message NvidiaDriver message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.NvidiaDriver.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NvidiaDriver message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.NvidiaDriver & latebind.hostfacts.v1.NvidiaDriver.$Shape} NvidiaDriver
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.NvidiaDriver & latebind.hostfacts.v1.NvidiaDriver.$Shape;
            }

            namespace NvidiaDriver {

                /** Properties of a NvidiaDriver. */
                interface $Properties {

                    /** NvidiaDriver version */
                    version?: (string|null);

                    /** NvidiaDriver flavour */
                    flavour?: (string|null);

                    /** NvidiaDriver userVersion */
                    userVersion?: (string|null);

                    /** NvidiaDriver skew */
                    skew?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NvidiaDriver. */
                type $Shape = latebind.hostfacts.v1.NvidiaDriver.$Properties;
            }

            /**
             * Properties of an Amd.
             * @deprecated Use latebind.hostfacts.v1.Amd.$Properties instead.
             */
            interface IAmd extends latebind.hostfacts.v1.Amd.$Properties {
            }

            /** Represents an Amd. */
            class Amd {

                /**
                 * Constructs a new Amd.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Amd.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Amd present. */
                present: (boolean|null);

                /** Amd driverVersion. */
                driverVersion: (string|null);

                /** Amd libraryDir. */
                libraryDir: (string|null);

                /**
                 * Encodes the specified Amd message. Does not implicitly {@link latebind.hostfacts.v1.Amd.verify|verify} messages.
                 * @param message Amd message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Amd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Amd message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Amd & latebind.hostfacts.v1.Amd.$Shape} Amd
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Amd & latebind.hostfacts.v1.Amd.$Shape;
            }

            namespace Amd {

                /** Properties of an Amd. */
                interface $Properties {

                    /** Amd present */
                    present?: (boolean|null);

                    /** Amd driverVersion */
                    driverVersion?: (string|null);

                    /** Amd libraryDir */
                    libraryDir?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Amd. */
                type $Shape = latebind.hostfacts.v1.Amd.$Properties;
            }

            /**
             * Properties of an Intel.
             * @deprecated Use latebind.hostfacts.v1.Intel.$Properties instead.
             */
            interface IIntel extends latebind.hostfacts.v1.Intel.$Properties {
            }

            /** Represents an Intel. */
            class Intel {

                /**
                 * Constructs a new Intel.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Intel.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Intel present. */
                present: (boolean|null);

                /** Intel driver. */
                driver: (string|null);

                /**
                 * Encodes the specified Intel message. Does not implicitly {@link latebind.hostfacts.v1.Intel.verify|verify} messages.
                 * @param message Intel message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Intel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Intel message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Intel & latebind.hostfacts.v1.Intel.$Shape} Intel
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Intel & latebind.hostfacts.v1.Intel.$Shape;
            }

            namespace Intel {

                /** Properties of an Intel. */
                interface $Properties {

                    /** Intel present */
                    present?: (boolean|null);

                    /** Intel driver */
                    driver?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Intel. */
                type $Shape = latebind.hostfacts.v1.Intel.$Properties;
            }

            /**
             * Properties of a Library.
             * @deprecated Use latebind.hostfacts.v1.Library.$Properties instead.
             */
            interface ILibrary extends latebind.hostfacts.v1.Library.$Properties {
            }

            /** Represents a Library. */
            class Library {

                /**
                 * Constructs a new Library.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Library.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Library soname. */
                soname: (string|null);

                /** Library path. */
                path: (string|null);

                /**
                 * Encodes the specified Library message. Does not implicitly {@link latebind.hostfacts.v1.Library.verify|verify} messages.
                 * @param message Library message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Library.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Library message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Library & latebind.hostfacts.v1.Library.$Shape} Library
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Library & latebind.hostfacts.v1.Library.$Shape;
            }

            namespace Library {

                /** Properties of a Library. */
                interface $Properties {

                    /** Library soname */
                    soname?: (string|null);

                    /** Library path */
                    path?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Library. */
                type $Shape = latebind.hostfacts.v1.Library.$Properties;
            }

            /**
             * Properties of a Binary.
             * @deprecated Use latebind.hostfacts.v1.Binary.$Properties instead.
             */
            interface IBinary extends latebind.hostfacts.v1.Binary.$Properties {
            }

            /** Represents a Binary. */
            class Binary {

                /**
                 * Constructs a new Binary.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Binary.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Binary name. */
                name: (string|null);

                /** Binary path. */
                path: (string|null);

                /**
                 * Encodes the specified Binary message. Does not implicitly {@link latebind.hostfacts.v1.Binary.verify|verify} messages.
                 * @param message Binary message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Binary.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Binary message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Binary & latebind.hostfacts.v1.Binary.$Shape} Binary
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Binary & latebind.hostfacts.v1.Binary.$Shape;
            }

            namespace Binary {

                /** Properties of a Binary. */
                interface $Properties {

                    /** Binary name */
                    name?: (string|null);

                    /** Binary path */
                    path?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Binary. */
                type $Shape = latebind.hostfacts.v1.Binary.$Properties;
            }

            /**
             * Properties of a DeviceNode.
             * @deprecated Use latebind.hostfacts.v1.DeviceNode.$Properties instead.
             */
            interface IDeviceNode extends latebind.hostfacts.v1.DeviceNode.$Properties {
            }

            /** Represents a DeviceNode. */
            class DeviceNode {

                /**
                 * Constructs a new DeviceNode.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.DeviceNode.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DeviceNode path. */
                path: (string|null);

                /** DeviceNode major. */
                major: (number|null);

                /** DeviceNode minor. */
                minor: (number|null);

                /**
                 * Encodes the specified DeviceNode message. Does not implicitly {@link latebind.hostfacts.v1.DeviceNode.verify|verify} messages.
                 * @param message DeviceNode message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.DeviceNode.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DeviceNode message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.DeviceNode & latebind.hostfacts.v1.DeviceNode.$Shape} DeviceNode
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.DeviceNode & latebind.hostfacts.v1.DeviceNode.$Shape;
            }

            namespace DeviceNode {

                /** Properties of a DeviceNode. */
                interface $Properties {

                    /** DeviceNode path */
                    path?: (string|null);

                    /** DeviceNode major */
                    major?: (number|null);

                    /** DeviceNode minor */
                    minor?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DeviceNode. */
                type $Shape = latebind.hostfacts.v1.DeviceNode.$Properties;
            }

            /**
             * Properties of a Rdma.
             * @deprecated Use latebind.hostfacts.v1.Rdma.$Properties instead.
             */
            interface IRdma extends latebind.hostfacts.v1.Rdma.$Properties {
            }

            /** Represents a Rdma. */
            class Rdma {

                /**
                 * Constructs a new Rdma.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Rdma.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Rdma name. */
                name: (string|null);

                /** Rdma linkLayer. */
                linkLayer: (string|null);

                /** Rdma active. */
                active: (boolean|null);

                /** Rdma gbps. */
                gbps: (number|null);

                /** Rdma numaNode. */
                numaNode: (number|null);

                /** Rdma address. */
                address: (string|null);

                /**
                 * Encodes the specified Rdma message. Does not implicitly {@link latebind.hostfacts.v1.Rdma.verify|verify} messages.
                 * @param message Rdma message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Rdma.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Rdma message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Rdma & latebind.hostfacts.v1.Rdma.$Shape} Rdma
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Rdma & latebind.hostfacts.v1.Rdma.$Shape;
            }

            namespace Rdma {

                /** Properties of a Rdma. */
                interface $Properties {

                    /** Rdma name */
                    name?: (string|null);

                    /** Rdma linkLayer */
                    linkLayer?: (string|null);

                    /** Rdma active */
                    active?: (boolean|null);

                    /** Rdma gbps */
                    gbps?: (number|null);

                    /** Rdma numaNode */
                    numaNode?: (number|null);

                    /** Rdma address */
                    address?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Rdma. */
                type $Shape = latebind.hostfacts.v1.Rdma.$Properties;
            }

            /**
             * Properties of a Source.
             * @deprecated Use latebind.hostfacts.v1.Source.$Properties instead.
             */
            interface ISource extends latebind.hostfacts.v1.Source.$Properties {
            }

            /** Represents a Source. */
            class Source {

                /**
                 * Constructs a new Source.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Source.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Source name. */
                name: (string|null);

                /** Source ok. */
                ok: (boolean|null);

                /** Source error. */
                error: (string|null);

                /** Source detail. */
                detail: (string|null);

                /**
                 * Encodes the specified Source message. Does not implicitly {@link latebind.hostfacts.v1.Source.verify|verify} messages.
                 * @param message Source message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Source.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Source message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Source & latebind.hostfacts.v1.Source.$Shape} Source
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Source & latebind.hostfacts.v1.Source.$Shape;
            }

            namespace Source {

                /** Properties of a Source. */
                interface $Properties {

                    /** Source name */
                    name?: (string|null);

                    /** Source ok */
                    ok?: (boolean|null);

                    /** Source error */
                    error?: (string|null);

                    /** Source detail */
                    detail?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Source. */
                type $Shape = latebind.hostfacts.v1.Source.$Properties;
            }
        }
    }
}
