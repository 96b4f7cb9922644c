// One program under several names: the control plane, the kubelet, kubectl, a scheduler extender that decides
// nothing, a client that measures extenders, and a device plugin for devices that are not there.
// One link step instead of seven, and one 140 MB file instead of seven; the name it is started under says which program it is.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"

	deviceplugin "latebind.dev/test/cluster/device-plugin"
	extenderload "latebind.dev/test/cluster/extender-load"
	noopextender "latebind.dev/test/cluster/noop-extender"
)

func main() {
	name := filepath.Base(os.Args[0])
	switch name {
	case "etcd":
		etcdmain.Main(os.Args)
	case "kube-apiserver":
		run(apiserver.NewAPIServerCommand())
	case "kube-scheduler":
		run(scheduler.NewSchedulerCommand())
	case "kube-controller-manager":
		run(controllermanager.NewControllerManagerCommand())
	case "kubelet":
		run(kubelet.NewKubeletCommand(context.Background()))
	case "kubectl":
		run(kubectl.NewDefaultKubectlCommand())
	case "noop-extender":
		os.Exit(noopextender.Main(os.Args[1:]))
	case "extender-load":
		os.Exit(extenderload.Main(os.Args[1:]))
	case "device-plugin":
		os.Exit(deviceplugin.Main(os.Args[1:]))
	default:
		fmt.Fprintf(os.Stderr, "%s: start me as etcd, kube-apiserver, kube-scheduler, kube-controller-manager, kubelet, kubectl, noop-extender, extender-load or device-plugin (a link of that name)\n", name)
		os.Exit(2)
	}
}

func run(command *cobra.Command) {
	os.Exit(cli.Run(command))
}
