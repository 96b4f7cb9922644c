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

                /** HostFacts disks. */
                disks: latebind.hostfacts.v1.Disk[];

                /** HostFacts cdi. */
                cdi: (latebind.hostfacts.v1.Cdi|null);

                /** HostFacts runtime. */
                runtime: (latebind.hostfacts.v1.ContainerRuntime|null);

                /** HostFacts security. */
                security: (latebind.hostfacts.v1.Security|null);

                /** HostFacts gaudi. */
                gaudi: (latebind.hostfacts.v1.Gaudi|null);

                /** HostFacts neuron. */
                neuron: (latebind.hostfacts.v1.Neuron|null);

                /** HostFacts sources. */
                sources: latebind.hostfacts.v1.Source[];

                /** HostFacts truncated. */
                truncated: (boolean|null);

                /** HostFacts jetson. */
                jetson: (latebind.hostfacts.v1.Jetson|null);

                /** HostFacts wsl. */
                wsl: (latebind.hostfacts.v1.Wsl|null);

                /** HostFacts counts. */
                counts: latebind.hostfacts.v1.Count[];

                /** HostFacts healthy. */
                healthy: (boolean|null);

                /** HostFacts problems. */
                problems: latebind.hostfacts.v1.Problem[];

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

                    /** HostFacts disks */
                    disks?: latebind.hostfacts.v1.Disk.$Properties[];

                    /** HostFacts cdi */
                    cdi?: (latebind.hostfacts.v1.Cdi.$Properties|null);

                    /** HostFacts runtime */
                    runtime?: (latebind.hostfacts.v1.ContainerRuntime.$Properties|null);

                    /** HostFacts security */
                    security?: (latebind.hostfacts.v1.Security.$Properties|null);

                    /** HostFacts gaudi */
                    gaudi?: (latebind.hostfacts.v1.Gaudi.$Properties|null);

                    /** HostFacts neuron */
                    neuron?: (latebind.hostfacts.v1.Neuron.$Properties|null);

                    /** HostFacts sources */
                    sources?: latebind.hostfacts.v1.Source.$Properties[];

                    /** HostFacts truncated */
                    truncated?: (boolean|null);

                    /** HostFacts jetson */
                    jetson?: (latebind.hostfacts.v1.Jetson.$Properties|null);

                    /** HostFacts wsl */
                    wsl?: (latebind.hostfacts.v1.Wsl.$Properties|null);

                    /** HostFacts counts */
                    counts?: latebind.hostfacts.v1.Count.$Properties[];

                    /** HostFacts healthy */
                    healthy?: (boolean|null);

                    /** HostFacts problems */
                    problems?: latebind.hostfacts.v1.Problem.$Properties[];

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

                /** OperatingSystem libc. */
                libc: (string|null);

                /** OperatingSystem libcVersion. */
                libcVersion: (string|null);

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

                    /** OperatingSystem libc */
                    libc?: (string|null);

                    /** OperatingSystem libcVersion */
                    libcVersion?: (string|null);

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

                /** Cpu numaNodes. */
                numaNodes: (number|null);

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

                    /** Cpu numaNodes */
                    numaNodes?: (number|null);

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

                /** Memory hugePages. */
                hugePages: latebind.hostfacts.v1.HugePages[];

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

                    /** Memory hugePages */
                    hugePages?: latebind.hostfacts.v1.HugePages.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Memory. */
                type $Shape = latebind.hostfacts.v1.Memory.$Properties;
            }

            /**
             * Properties of a HugePages.
             * @deprecated Use latebind.hostfacts.v1.HugePages.$Properties instead.
             */
            interface IHugePages extends latebind.hostfacts.v1.HugePages.$Properties {
            }

            /** Represents a HugePages. */
            class HugePages {

                /**
                 * Constructs a new HugePages.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.HugePages.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HugePages sizeKiB. */
                sizeKiB: (number|null);

                /** HugePages count. */
                count: (number|null);

                /**
                 * Encodes the specified HugePages message. Does not implicitly {@link latebind.hostfacts.v1.HugePages.verify|verify} messages.
                 * @param message HugePages message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.HugePages.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HugePages message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.HugePages & latebind.hostfacts.v1.HugePages.$Shape} HugePages
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.HugePages & latebind.hostfacts.v1.HugePages.$Shape;
            }

            namespace HugePages {

                /** Properties of a HugePages. */
                interface $Properties {

                    /** HugePages sizeKiB */
                    sizeKiB?: (number|null);

                    /** HugePages count */
                    count?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HugePages. */
                type $Shape = latebind.hostfacts.v1.HugePages.$Properties;
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

                /** Gpu index. */
                index: (number|null);

                /** Gpu architecture. */
                architecture: (string|null);

                /** Gpu computeCapability. */
                computeCapability: (string|null);

                /** Gpu virtualFunction. */
                virtualFunction: (boolean|null);

                /** Gpu cardNode. */
                cardNode: (string|null);

                /** Gpu renderNode. */
                renderNode: (string|null);

                /** Gpu mig. */
                mig: (latebind.hostfacts.v1.Mig|null);

                /** Gpu fabricClique. */
                fabricClique: (string|null);

                /** Gpu offBus. */
                offBus: (boolean|null);

                /** Gpu partitions. */
                partitions: (number|null);

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

                    /** Gpu index */
                    index?: (number|null);

                    /** Gpu architecture */
                    architecture?: (string|null);

                    /** Gpu computeCapability */
                    computeCapability?: (string|null);

                    /** Gpu virtualFunction */
                    virtualFunction?: (boolean|null);

                    /** Gpu cardNode */
                    cardNode?: (string|null);

                    /** Gpu renderNode */
                    renderNode?: (string|null);

                    /** Gpu mig */
                    mig?: (latebind.hostfacts.v1.Mig.$Properties|null);

                    /** Gpu fabricClique */
                    fabricClique?: (string|null);

                    /** Gpu offBus */
                    offBus?: (boolean|null);

                    /** Gpu partitions */
                    partitions?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Gpu. */
                type $Shape = latebind.hostfacts.v1.Gpu.$Properties;
            }

            /**
             * Properties of a Mig.
             * @deprecated Use latebind.hostfacts.v1.Mig.$Properties instead.
             */
            interface IMig extends latebind.hostfacts.v1.Mig.$Properties {
            }

            /** Represents a Mig. */
            class Mig {

                /**
                 * Constructs a new Mig.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Mig.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Mig capable. */
                capable: (boolean|null);

                /** Mig enabled. */
                enabled: (boolean|null);

                /** Mig instances. */
                instances: latebind.hostfacts.v1.MigInstance[];

                /**
                 * Encodes the specified Mig message. Does not implicitly {@link latebind.hostfacts.v1.Mig.verify|verify} messages.
                 * @param message Mig message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Mig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Mig message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Mig & latebind.hostfacts.v1.Mig.$Shape} Mig
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Mig & latebind.hostfacts.v1.Mig.$Shape;
            }

            namespace Mig {

                /** Properties of a Mig. */
                interface $Properties {

                    /** Mig capable */
                    capable?: (boolean|null);

                    /** Mig enabled */
                    enabled?: (boolean|null);

                    /** Mig instances */
                    instances?: latebind.hostfacts.v1.MigInstance.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Mig. */
                type $Shape = latebind.hostfacts.v1.Mig.$Properties;
            }

            /**
             * Properties of a MigInstance.
             * @deprecated Use latebind.hostfacts.v1.MigInstance.$Properties instead.
             */
            interface IMigInstance extends latebind.hostfacts.v1.MigInstance.$Properties {
            }

            /** Represents a MigInstance. */
            class MigInstance {

                /**
                 * Constructs a new MigInstance.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.MigInstance.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MigInstance gi. */
                gi: (number|null);

                /** MigInstance ci. */
                ci: (number|null);

                /** MigInstance profile. */
                profile: (string|null);

                /** MigInstance memoryMiB. */
                memoryMiB: (number|null);

                /** MigInstance uuid. */
                uuid: (string|null);

                /** MigInstance giMinor. */
                giMinor: (number|null);

                /** MigInstance ciMinor. */
                ciMinor: (number|null);

                /**
                 * Encodes the specified MigInstance message. Does not implicitly {@link latebind.hostfacts.v1.MigInstance.verify|verify} messages.
                 * @param message MigInstance message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.MigInstance.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MigInstance message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.MigInstance & latebind.hostfacts.v1.MigInstance.$Shape} MigInstance
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.MigInstance & latebind.hostfacts.v1.MigInstance.$Shape;
            }

            namespace MigInstance {

                /** Properties of a MigInstance. */
                interface $Properties {

                    /** MigInstance gi */
                    gi?: (number|null);

                    /** MigInstance ci */
                    ci?: (number|null);

                    /** MigInstance profile */
                    profile?: (string|null);

                    /** MigInstance memoryMiB */
                    memoryMiB?: (number|null);

                    /** MigInstance uuid */
                    uuid?: (string|null);

                    /** MigInstance giMinor */
                    giMinor?: (number|null);

                    /** MigInstance ciMinor */
                    ciMinor?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MigInstance. */
                type $Shape = latebind.hostfacts.v1.MigInstance.$Properties;
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

                /** Nvidia cudaVersion. */
                cudaVersion: (string|null);

                /** Nvidia cudaSource. */
                cudaSource: (string|null);

                /** Nvidia librarySets. */
                librarySets: string[];

                /** Nvidia firmwareDir. */
                firmwareDir: (string|null);

                /** Nvidia deviceRoot. */
                deviceRoot: (string|null);

                /** Nvidia uvm. */
                uvm: (boolean|null);

                /** Nvidia modeset. */
                modeset: (boolean|null);

                /** Nvidia imexChannels. */
                imexChannels: number[];

                /** Nvidia imexConfigured. */
                imexConfigured: (boolean|null);

                /** Nvidia nvswitches. */
                nvswitches: (number|null);

                /** Nvidia nvswitchesDead. */
                nvswitchesDead: (number|null);

                /** Nvidia persistencedSocket. */
                persistencedSocket: (string|null);

                /** Nvidia fabricManagerSocket. */
                fabricManagerSocket: (string|null);

                /** Nvidia mpsDir. */
                mpsDir: (string|null);

                /** Nvidia gdrCopy. */
                gdrCopy: (boolean|null);

                /** Nvidia gpuDirectStorage. */
                gpuDirectStorage: (boolean|null);

                /** Nvidia peerMemory. */
                peerMemory: (boolean|null);

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

                    /** Nvidia cudaVersion */
                    cudaVersion?: (string|null);

                    /** Nvidia cudaSource */
                    cudaSource?: (string|null);

                    /** Nvidia librarySets */
                    librarySets?: string[];

                    /** Nvidia firmwareDir */
                    firmwareDir?: (string|null);

                    /** Nvidia deviceRoot */
                    deviceRoot?: (string|null);

                    /** Nvidia uvm */
                    uvm?: (boolean|null);

                    /** Nvidia modeset */
                    modeset?: (boolean|null);

                    /** Nvidia imexChannels */
                    imexChannels?: number[];

                    /** Nvidia imexConfigured */
                    imexConfigured?: (boolean|null);

                    /** Nvidia nvswitches */
                    nvswitches?: (number|null);

                    /** Nvidia nvswitchesDead */
                    nvswitchesDead?: (number|null);

                    /** Nvidia persistencedSocket */
                    persistencedSocket?: (string|null);

                    /** Nvidia fabricManagerSocket */
                    fabricManagerSocket?: (string|null);

                    /** Nvidia mpsDir */
                    mpsDir?: (string|null);

                    /** Nvidia gdrCopy */
                    gdrCopy?: (boolean|null);

                    /** Nvidia gpuDirectStorage */
                    gpuDirectStorage?: (boolean|null);

                    /** Nvidia peerMemory */
                    peerMemory?: (boolean|null);

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

                /** NvidiaDriver epoch. */
                epoch: (string|null);

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

                    /** NvidiaDriver epoch */
                    epoch?: (string|null);

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

                /** Amd kfd. */
                kfd: (boolean|null);

                /** Amd partitions. */
                partitions: (number|null);

                /** Amd devices. */
                devices: (number|null);

                /** Amd computePartition. */
                computePartition: (string|null);

                /** Amd memoryPartition. */
                memoryPartition: (string|null);

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

                    /** Amd kfd */
                    kfd?: (boolean|null);

                    /** Amd partitions */
                    partitions?: (number|null);

                    /** Amd devices */
                    devices?: (number|null);

                    /** Amd computePartition */
                    computePartition?: (string|null);

                    /** Amd memoryPartition */
                    memoryPartition?: (string|null);

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
             * Properties of a Gaudi.
             * @deprecated Use latebind.hostfacts.v1.Gaudi.$Properties instead.
             */
            interface IGaudi extends latebind.hostfacts.v1.Gaudi.$Properties {
            }

            /** Represents a Gaudi. */
            class Gaudi {

                /**
                 * Constructs a new Gaudi.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Gaudi.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Gaudi present. */
                present: (boolean|null);

                /** Gaudi driverVersion. */
                driverVersion: (string|null);

                /** Gaudi devices. */
                devices: number[];

                /**
                 * Encodes the specified Gaudi message. Does not implicitly {@link latebind.hostfacts.v1.Gaudi.verify|verify} messages.
                 * @param message Gaudi message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Gaudi.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Gaudi message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Gaudi & latebind.hostfacts.v1.Gaudi.$Shape} Gaudi
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Gaudi & latebind.hostfacts.v1.Gaudi.$Shape;
            }

            namespace Gaudi {

                /** Properties of a Gaudi. */
                interface $Properties {

                    /** Gaudi present */
                    present?: (boolean|null);

                    /** Gaudi driverVersion */
                    driverVersion?: (string|null);

                    /** Gaudi devices */
                    devices?: number[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Gaudi. */
                type $Shape = latebind.hostfacts.v1.Gaudi.$Properties;
            }

            /**
             * Properties of a Neuron.
             * @deprecated Use latebind.hostfacts.v1.Neuron.$Properties instead.
             */
            interface INeuron extends latebind.hostfacts.v1.Neuron.$Properties {
            }

            /** Represents a Neuron. */
            class Neuron {

                /**
                 * Constructs a new Neuron.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Neuron.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Neuron present. */
                present: (boolean|null);

                /** Neuron driverVersion. */
                driverVersion: (string|null);

                /** Neuron devices. */
                devices: number[];

                /**
                 * Encodes the specified Neuron message. Does not implicitly {@link latebind.hostfacts.v1.Neuron.verify|verify} messages.
                 * @param message Neuron message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Neuron.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Neuron message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Neuron & latebind.hostfacts.v1.Neuron.$Shape} Neuron
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Neuron & latebind.hostfacts.v1.Neuron.$Shape;
            }

            namespace Neuron {

                /** Properties of a Neuron. */
                interface $Properties {

                    /** Neuron present */
                    present?: (boolean|null);

                    /** Neuron driverVersion */
                    driverVersion?: (string|null);

                    /** Neuron devices */
                    devices?: number[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Neuron. */
                type $Shape = latebind.hostfacts.v1.Neuron.$Properties;
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

                /** DeviceNode mode. */
                mode: (number|null);

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

                    /** DeviceNode mode */
                    mode?: (number|null);

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

                /** Rdma driver. */
                driver: (string|null);

                /** Rdma verbsNode. */
                verbsNode: (string|null);

                /** Rdma virtualFunction. */
                virtualFunction: (boolean|null);

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

                    /** Rdma driver */
                    driver?: (string|null);

                    /** Rdma verbsNode */
                    verbsNode?: (string|null);

                    /** Rdma virtualFunction */
                    virtualFunction?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Rdma. */
                type $Shape = latebind.hostfacts.v1.Rdma.$Properties;
            }

            /**
             * Properties of a Disk.
             * @deprecated Use latebind.hostfacts.v1.Disk.$Properties instead.
             */
            interface IDisk extends latebind.hostfacts.v1.Disk.$Properties {
            }

            /** Represents a Disk. */
            class Disk {

                /**
                 * Constructs a new Disk.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Disk.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Disk path. */
                path: (string|null);

                /** Disk name. */
                name: (string|null);

                /** Disk sizeMiB. */
                sizeMiB: (number|null);

                /** Disk model. */
                model: (string|null);

                /** Disk rotational. */
                rotational: (boolean|null);

                /** Disk mountPoint. */
                mountPoint: (string|null);

                /**
                 * Encodes the specified Disk message. Does not implicitly {@link latebind.hostfacts.v1.Disk.verify|verify} messages.
                 * @param message Disk message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Disk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Disk message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Disk & latebind.hostfacts.v1.Disk.$Shape} Disk
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Disk & latebind.hostfacts.v1.Disk.$Shape;
            }

            namespace Disk {

                /** Properties of a Disk. */
                interface $Properties {

                    /** Disk path */
                    path?: (string|null);

                    /** Disk name */
                    name?: (string|null);

                    /** Disk sizeMiB */
                    sizeMiB?: (number|null);

                    /** Disk model */
                    model?: (string|null);

                    /** Disk rotational */
                    rotational?: (boolean|null);

                    /** Disk mountPoint */
                    mountPoint?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Disk. */
                type $Shape = latebind.hostfacts.v1.Disk.$Properties;
            }

            /**
             * Properties of a Cdi.
             * @deprecated Use latebind.hostfacts.v1.Cdi.$Properties instead.
             */
            interface ICdi extends latebind.hostfacts.v1.Cdi.$Properties {
            }

            /** Represents a Cdi. */
            class Cdi {

                /**
                 * Constructs a new Cdi.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Cdi.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Cdi kinds. */
                kinds: string[];

                /** Cdi specs. */
                specs: latebind.hostfacts.v1.CdiSpec[];

                /** Cdi stale. */
                stale: (boolean|null);

                /**
                 * Encodes the specified Cdi message. Does not implicitly {@link latebind.hostfacts.v1.Cdi.verify|verify} messages.
                 * @param message Cdi message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Cdi.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Cdi message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Cdi & latebind.hostfacts.v1.Cdi.$Shape} Cdi
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Cdi & latebind.hostfacts.v1.Cdi.$Shape;
            }

            namespace Cdi {

                /** Properties of a Cdi. */
                interface $Properties {

                    /** Cdi kinds */
                    kinds?: string[];

                    /** Cdi specs */
                    specs?: latebind.hostfacts.v1.CdiSpec.$Properties[];

                    /** Cdi stale */
                    stale?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Cdi. */
                type $Shape = latebind.hostfacts.v1.Cdi.$Properties;
            }

            /**
             * Properties of a CdiSpec.
             * @deprecated Use latebind.hostfacts.v1.CdiSpec.$Properties instead.
             */
            interface ICdiSpec extends latebind.hostfacts.v1.CdiSpec.$Properties {
            }

            /** Represents a CdiSpec. */
            class CdiSpec {

                /**
                 * Constructs a new CdiSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.CdiSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CdiSpec path. */
                path: (string|null);

                /** CdiSpec kind. */
                kind: (string|null);

                /** CdiSpec devices. */
                devices: (number|null);

                /** CdiSpec missing. */
                missing: (string|null);

                /**
                 * Encodes the specified CdiSpec message. Does not implicitly {@link latebind.hostfacts.v1.CdiSpec.verify|verify} messages.
                 * @param message CdiSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.CdiSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CdiSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.CdiSpec & latebind.hostfacts.v1.CdiSpec.$Shape} CdiSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.CdiSpec & latebind.hostfacts.v1.CdiSpec.$Shape;
            }

            namespace CdiSpec {

                /** Properties of a CdiSpec. */
                interface $Properties {

                    /** CdiSpec path */
                    path?: (string|null);

                    /** CdiSpec kind */
                    kind?: (string|null);

                    /** CdiSpec devices */
                    devices?: (number|null);

                    /** CdiSpec missing */
                    missing?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CdiSpec. */
                type $Shape = latebind.hostfacts.v1.CdiSpec.$Properties;
            }

            /**
             * Properties of a ContainerRuntime.
             * @deprecated Use latebind.hostfacts.v1.ContainerRuntime.$Properties instead.
             */
            interface IContainerRuntime extends latebind.hostfacts.v1.ContainerRuntime.$Properties {
            }

            /** Represents a ContainerRuntime. */
            class ContainerRuntime {

                /**
                 * Constructs a new ContainerRuntime.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.ContainerRuntime.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ContainerRuntime cgroup. */
                cgroup: (number|null);

                /** ContainerRuntime handlers. */
                handlers: string[];

                /**
                 * Encodes the specified ContainerRuntime message. Does not implicitly {@link latebind.hostfacts.v1.ContainerRuntime.verify|verify} messages.
                 * @param message ContainerRuntime message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.ContainerRuntime.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ContainerRuntime message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.ContainerRuntime & latebind.hostfacts.v1.ContainerRuntime.$Shape} ContainerRuntime
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.ContainerRuntime & latebind.hostfacts.v1.ContainerRuntime.$Shape;
            }

            namespace ContainerRuntime {

                /** Properties of a ContainerRuntime. */
                interface $Properties {

                    /** ContainerRuntime cgroup */
                    cgroup?: (number|null);

                    /** ContainerRuntime handlers */
                    handlers?: string[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ContainerRuntime. */
                type $Shape = latebind.hostfacts.v1.ContainerRuntime.$Properties;
            }

            /**
             * Properties of a Security.
             * @deprecated Use latebind.hostfacts.v1.Security.$Properties instead.
             */
            interface ISecurity extends latebind.hostfacts.v1.Security.$Properties {
            }

            /** Represents a Security. */
            class Security {

                /**
                 * Constructs a new Security.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Security.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Security selinux. */
                selinux: (string|null);

                /** Security appArmor. */
                appArmor: (boolean|null);

                /** Security seccomp. */
                seccomp: (boolean|null);

                /** Security userNamespaces. */
                userNamespaces: (boolean|null);

                /**
                 * Encodes the specified Security message. Does not implicitly {@link latebind.hostfacts.v1.Security.verify|verify} messages.
                 * @param message Security message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Security.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Security message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Security & latebind.hostfacts.v1.Security.$Shape} Security
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Security & latebind.hostfacts.v1.Security.$Shape;
            }

            namespace Security {

                /** Properties of a Security. */
                interface $Properties {

                    /** Security selinux */
                    selinux?: (string|null);

                    /** Security appArmor */
                    appArmor?: (boolean|null);

                    /** Security seccomp */
                    seccomp?: (boolean|null);

                    /** Security userNamespaces */
                    userNamespaces?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Security. */
                type $Shape = latebind.hostfacts.v1.Security.$Properties;
            }

            /**
             * Properties of a Jetson.
             * @deprecated Use latebind.hostfacts.v1.Jetson.$Properties instead.
             */
            interface IJetson extends latebind.hostfacts.v1.Jetson.$Properties {
            }

            /** Represents a Jetson. */
            class Jetson {

                /**
                 * Constructs a new Jetson.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Jetson.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Jetson release. */
                release: (string|null);

                /** Jetson csvFiles. */
                csvFiles: string[];

                /**
                 * Encodes the specified Jetson message. Does not implicitly {@link latebind.hostfacts.v1.Jetson.verify|verify} messages.
                 * @param message Jetson message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Jetson.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Jetson message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Jetson & latebind.hostfacts.v1.Jetson.$Shape} Jetson
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Jetson & latebind.hostfacts.v1.Jetson.$Shape;
            }

            namespace Jetson {

                /** Properties of a Jetson. */
                interface $Properties {

                    /** Jetson release */
                    release?: (string|null);

                    /** Jetson csvFiles */
                    csvFiles?: string[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Jetson. */
                type $Shape = latebind.hostfacts.v1.Jetson.$Properties;
            }

            /**
             * Properties of a Wsl.
             * @deprecated Use latebind.hostfacts.v1.Wsl.$Properties instead.
             */
            interface IWsl extends latebind.hostfacts.v1.Wsl.$Properties {
            }

            /** Represents a Wsl. */
            class Wsl {

                /**
                 * Constructs a new Wsl.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Wsl.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Wsl storeDir. */
                storeDir: (string|null);

                /**
                 * Encodes the specified Wsl message. Does not implicitly {@link latebind.hostfacts.v1.Wsl.verify|verify} messages.
                 * @param message Wsl message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Wsl.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Wsl message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Wsl & latebind.hostfacts.v1.Wsl.$Shape} Wsl
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Wsl & latebind.hostfacts.v1.Wsl.$Shape;
            }

            namespace Wsl {

                /** Properties of a Wsl. */
                interface $Properties {

                    /** Wsl storeDir */
                    storeDir?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Wsl. */
                type $Shape = latebind.hostfacts.v1.Wsl.$Properties;
            }

            /**
             * Properties of a Count.
             * @deprecated Use latebind.hostfacts.v1.Count.$Properties instead.
             */
            interface ICount extends latebind.hostfacts.v1.Count.$Properties {
            }

            /** Represents a Count. */
            class Count {

                /**
                 * Constructs a new Count.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Count.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Count vendor. */
                vendor: (string|null);

                /** Count pci. */
                pci: (number|null);

                /** Count driver. */
                driver: (number|null);

                /** Count excluded. */
                excluded: (number|null);

                /** Count passthrough. */
                passthrough: (number|null);

                /** Count deviceNodes. */
                deviceNodes: (number|null);

                /** Count cdi. */
                cdi: (number|null);

                /** Count capacity. */
                capacity: (number|null);

                /** Count allocatable. */
                allocatable: (number|null);

                /**
                 * Encodes the specified Count message. Does not implicitly {@link latebind.hostfacts.v1.Count.verify|verify} messages.
                 * @param message Count message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Count.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Count message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Count & latebind.hostfacts.v1.Count.$Shape} Count
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Count & latebind.hostfacts.v1.Count.$Shape;
            }

            namespace Count {

                /** Properties of a Count. */
                interface $Properties {

                    /** Count vendor */
                    vendor?: (string|null);

                    /** Count pci */
                    pci?: (number|null);

                    /** Count driver */
                    driver?: (number|null);

                    /** Count excluded */
                    excluded?: (number|null);

                    /** Count passthrough */
                    passthrough?: (number|null);

                    /** Count deviceNodes */
                    deviceNodes?: (number|null);

                    /** Count cdi */
                    cdi?: (number|null);

                    /** Count capacity */
                    capacity?: (number|null);

                    /** Count allocatable */
                    allocatable?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Count. */
                type $Shape = latebind.hostfacts.v1.Count.$Properties;
            }

            /**
             * Properties of a Problem.
             * @deprecated Use latebind.hostfacts.v1.Problem.$Properties instead.
             */
            interface IProblem extends latebind.hostfacts.v1.Problem.$Properties {
            }

            /** Represents a Problem. */
            class Problem {

                /**
                 * Constructs a new Problem.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: latebind.hostfacts.v1.Problem.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Problem code. */
                code: (string|null);

                /** Problem detail. */
                detail: (string|null);

                /**
                 * Encodes the specified Problem message. Does not implicitly {@link latebind.hostfacts.v1.Problem.verify|verify} messages.
                 * @param message Problem message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: latebind.hostfacts.v1.Problem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Problem message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {latebind.hostfacts.v1.Problem & latebind.hostfacts.v1.Problem.$Shape} Problem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): latebind.hostfacts.v1.Problem & latebind.hostfacts.v1.Problem.$Shape;
            }

            namespace Problem {

                /** Properties of a Problem. */
                interface $Properties {

                    /** Problem code */
                    code?: (string|null);

                    /** Problem detail */
                    detail?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Problem. */
                type $Shape = latebind.hostfacts.v1.Problem.$Properties;
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
