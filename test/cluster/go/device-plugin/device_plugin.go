// Package deviceplugin offers devices that are not there to the kubelet of this machine, through kubelet's own stub of a
// device plugin. What kubelet gives to pods is then true, and its PodResources API tells it.
package deviceplugin

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"k8s.io/klog/v2"
	pluginapi "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
	stub "k8s.io/kubernetes/pkg/kubelet/cm/devicemanager/plugin/v1beta1"
)

// Main takes a resource name and a number of devices, called <last part of the name>-0 and so on; runs until SIGTERM.
func Main(args []string) int {
	if len(args) != 2 {
		fmt.Fprintln(os.Stderr, "device-plugin: wanted RESOURCE COUNT, such as example.com/gpu 4")
		return 2
	}
	resource := args[0]
	count, err := strconv.Atoi(args[1])
	if err != nil || count < 1 {
		fmt.Fprintf(os.Stderr, "device-plugin: COUNT is %q, wanted a number above 0\n", args[1])
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	name := strings.ReplaceAll(resource, "/", "-")
	prefix := resource[strings.LastIndex(resource, "/")+1:]
	devices := make([]*pluginapi.Device, count)
	for i := range devices {
		devices[i] = &pluginapi.Device{ID: fmt.Sprintf("%s-%d", prefix, i), Health: pluginapi.Healthy}
	}
	plugin := stub.NewDevicePluginStub(klog.FromContext(ctx), devices, pluginapi.DevicePluginPath+name+".sock", resource, false, false)
	plugin.SetAllocFunc(allocate)
	if err := plugin.Start(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "device-plugin:", err)
		return 1
	}
	if err := plugin.Register(ctx, pluginapi.KubeletSocket, resource, pluginapi.DevicePluginPath); err != nil {
		fmt.Fprintln(os.Stderr, "device-plugin:", err)
		return 1
	}
	<-ctx.Done()
	_ = plugin.Stop(klog.FromContext(ctx))
	return 0
}

// allocate gives each container its devices, and nothing that belongs to them.
func allocate(request *pluginapi.AllocateRequest, _ map[string]*pluginapi.Device) (*pluginapi.AllocateResponse, error) {
	response := &pluginapi.AllocateResponse{}
	for range request.ContainerRequests {
		response.ContainerResponses = append(response.ContainerResponses, &pluginapi.ContainerAllocateResponse{})
	}
	return response, nil
}
