// Package noopextender is a kube-scheduler extender that decides nothing: filter returns every name, prioritize gives every
// name zero, bind posts the Binding and no more. What it costs is what any extender costs: the floor of a benchmark.
package noopextender

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	extender "k8s.io/kube-scheduler/extender/v1"
)

// Main serves until it is killed; its exit status is the return value.
func Main(arguments []string) int {
	flags := flag.NewFlagSet("noop-extender", flag.ContinueOnError)
	listen := flags.String("listen", "127.0.0.1:0", "address and port")
	kubeconfig := flags.String("kubeconfig", "", "needed for bind only")
	certificate := flags.String("tls-cert-file", "", "serves HTTPS where given")
	key := flags.String("tls-private-key-file", "", "key of -tls-cert-file")
	if err := flags.Parse(arguments); err != nil {
		return 2
	}
	var client kubernetes.Interface
	if *kubeconfig != "" {
		config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
		if err != nil {
			fmt.Fprintf(os.Stderr, "noop-extender: -kubeconfig %s: %v\n", *kubeconfig, err)
			return 1
		}
		// The client's default of 5 requests a second would be what gets measured.
		config.QPS, config.Burst = 5000, 10000
		config.ContentType = "application/vnd.kubernetes.protobuf"
		client = kubernetes.NewForConfigOrDie(config)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	mux.HandleFunc("/filter", verb(func(_ context.Context, args *extender.ExtenderArgs) any {
		return &extender.ExtenderFilterResult{Nodes: args.Nodes, NodeNames: args.NodeNames}
	}))
	mux.HandleFunc("/prioritize", verb(func(_ context.Context, args *extender.ExtenderArgs) any {
		scores := extender.HostPriorityList{}
		if args.NodeNames != nil {
			for _, name := range *args.NodeNames {
				scores = append(scores, extender.HostPriority{Host: name})
			}
		} else if args.Nodes != nil {
			for _, node := range args.Nodes.Items {
				scores = append(scores, extender.HostPriority{Host: node.Name})
			}
		}
		return &scores
	}))
	mux.HandleFunc("/bind", verb(func(ctx context.Context, args *extender.ExtenderBindingArgs) any {
		if client == nil {
			return &extender.ExtenderBindingResult{Error: "noop-extender: bind needs -kubeconfig"}
		}
		binding := &corev1.Binding{
			ObjectMeta: metav1.ObjectMeta{Namespace: args.PodNamespace, Name: args.PodName, UID: args.PodUID},
			Target:     corev1.ObjectReference{Kind: "Node", Name: args.Node},
		}
		if err := client.CoreV1().Pods(args.PodNamespace).Bind(ctx, binding, metav1.CreateOptions{}); err != nil {
			return &extender.ExtenderBindingResult{Error: err.Error()}
		}
		return &extender.ExtenderBindingResult{}
	}))
	server := &http.Server{Addr: *listen, Handler: mux}
	var err error
	if *certificate != "" {
		err = server.ListenAndServeTLS(*certificate, *key)
	} else {
		err = server.ListenAndServe()
	}
	fmt.Fprintf(os.Stderr, "noop-extender: %v\n", err)
	return 1
}

func verb[Arguments any](answer func(context.Context, *Arguments) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		arguments := new(Arguments)
		if err := json.NewDecoder(r.Body).Decode(arguments); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer(r.Context(), arguments))
	}
}
