// Package extenderload calls a scheduler extender as kube-scheduler does, and says how long the answers took: a client
// outside both servers, so that what is compared is the servers. One persistent connection a worker; HTTP/2 only where
// TLS negotiates it.
package extenderload

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

type result struct {
	Count      int     `json:"count"`
	Errors     int     `json:"errors"`
	FirstError string  `json:"firstError"`
	Seconds    float64 `json:"seconds"`
	P50        int64   `json:"p50"`
	P90        int64   `json:"p90"`
	P99        int64   `json:"p99"`
	Max        int64   `json:"max"`
	// Of the first answer that was counted.
	Bytes    int    `json:"bytes"`
	Protocol string `json:"protocol"`
}

type settings struct {
	url, certificateAuthority, certificate, key string
	timeout                                     time.Duration
}

// Main posts the lines of a file, in turn, until a count or a time is reached, and prints one JSON object to stdout:
// latencies in microseconds. Its exit status is the return value; errors of the server are counted, not fatal.
func Main(arguments []string) int {
	flags := flag.NewFlagSet("extender-load", flag.ContinueOnError)
	var client settings
	flags.StringVar(&client.url, "url", "", "where to POST, verb included")
	flags.StringVar(&client.certificateAuthority, "ca-file", "", "who signed the server's certificate")
	flags.StringVar(&client.certificate, "cert-file", "", "client certificate")
	flags.StringVar(&client.key, "key-file", "", "key of -cert-file")
	flags.DurationVar(&client.timeout, "timeout", 5*time.Second, "of one request: kube-scheduler's default")
	file := flags.String("bodies", "", "one request body a line")
	workers := flags.Int("workers", 1, "requests under way at once")
	count := flags.Int("count", 0, "requests to measure; 0: each line once")
	duration := flags.Duration("duration", 0, "ends earlier than -count where this is over")
	warmUp := flags.Int("warm-up", 0, "requests before that, not measured")
	if err := flags.Parse(arguments); err != nil {
		return 2
	}
	bodies, err := readLines(*file)
	if err != nil {
		fmt.Fprintf(os.Stderr, "extender-load: -bodies %s: %v\n", *file, err)
		return 1
	}
	if *count == 0 {
		*count = len(bodies) - *warmUp
	}
	clients := make([]*http.Client, *workers)
	for index := range clients {
		if clients[index], err = newClient(client); err != nil {
			fmt.Fprintf(os.Stderr, "extender-load: %v\n", err)
			return 1
		}
	}
	load(clients, client.url, bodies, 0, *warmUp, 0)
	measured := load(clients, client.url, bodies, *warmUp, *count, *duration)
	if err := json.NewEncoder(os.Stdout).Encode(measured); err != nil {
		return 1
	}
	return 0
}

func readLines(path string) ([][]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var lines [][]byte
	scanner := bufio.NewScanner(bytes.NewReader(content))
	scanner.Buffer(nil, len(content)+1)
	for scanner.Scan() {
		if len(scanner.Bytes()) > 0 {
			lines = append(lines, slices.Clone(scanner.Bytes()))
		}
	}
	if len(lines) == 0 && scanner.Err() == nil {
		return nil, errors.New("has no line")
	}
	return lines, scanner.Err()
}

// A transport for each worker: one shared transport would put all requests on one HTTP/2 connection.
func newClient(from settings) (*http.Client, error) {
	configuration := &tls.Config{}
	if from.certificateAuthority != "" {
		pem, err := os.ReadFile(from.certificateAuthority)
		if err != nil {
			return nil, err
		}
		configuration.RootCAs = x509.NewCertPool()
		if !configuration.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("-ca-file %s has no certificate", from.certificateAuthority)
		}
	}
	if from.certificate != "" {
		pair, err := tls.LoadX509KeyPair(from.certificate, from.key)
		if err != nil {
			return nil, err
		}
		configuration.Certificates = []tls.Certificate{pair}
	}
	return &http.Client{
		Timeout: from.timeout,
		Transport: &http.Transport{
			TLSClientConfig:     configuration,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 1,
			MaxConnsPerHost:     1,
		},
	}, nil
}

func load(clients []*http.Client, url string, bodies [][]byte, first, count int, limit time.Duration) result {
	var (
		next  atomic.Int64
		group sync.WaitGroup
		mutex sync.Mutex
		all   []int64
		total result
	)
	start := time.Now()
	for _, client := range clients {
		group.Go(func() {
			own := make([]int64, 0, count/len(clients)+1)
			for {
				index := int(next.Add(1)) - 1
				if index >= count || (limit > 0 && time.Since(start) > limit) {
					break
				}
				before := time.Now()
				answer, protocol, err := post(client, url, bodies[(first+index)%len(bodies)])
				own = append(own, time.Since(before).Microseconds())
				if err == nil {
					err = errorOf(answer)
				}
				if err == nil && index > 0 {
					continue
				}
				mutex.Lock()
				if index == 0 {
					total.Bytes, total.Protocol = len(answer), protocol
				}
				if err != nil {
					if total.Errors == 0 {
						total.FirstError = err.Error()
					}
					total.Errors++
				}
				mutex.Unlock()
			}
			mutex.Lock()
			all = append(all, own...)
			mutex.Unlock()
		})
	}
	group.Wait()
	total.Seconds = time.Since(start).Seconds()
	total.Count = len(all)
	if len(all) > 0 {
		slices.Sort(all)
		at := func(share float64) int64 { return all[int(share*float64(len(all)-1))] }
		total.P50, total.P90, total.P99, total.Max = at(0.5), at(0.9), at(0.99), all[len(all)-1]
	}
	return total
}

func post(client *http.Client, url string, body []byte) ([]byte, string, error) {
	response, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", response.StatusCode, answer[:min(len(answer), 300)])
	}
	return answer, response.Proto, err
}

// Outside of what is measured. An answer of prioritize is a list and has no Error.
func errorOf(answer []byte) error {
	if bytes.HasPrefix(answer, []byte("[")) || bytes.Contains(answer, []byte(`"Error":""`)) {
		return nil
	}
	var decoded struct{ Error string }
	if err := json.Unmarshal(answer, &decoded); err != nil {
		return err
	}
	if decoded.Error != "" {
		return errors.New(decoded.Error)
	}
	return nil
}
