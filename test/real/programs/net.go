// Files, sockets, goroutines, clocks and processes; says what came out, which is the same each time.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

func must(err error) {
	if err != nil {
		fmt.Println("FAILED", err)
		os.Exit(1)
	}
}

func files() {
	must(os.WriteFile("file", bytes.Repeat([]byte("line\n"), 50000), 0o644))
	content, err := os.ReadFile("file")
	must(err)
	fmt.Println("file", len(content))
	must(os.MkdirAll("a/b", 0o755))
	must(os.Rename("file", "a/b/moved"))
	must(filepath.Walk("a", func(path string, info os.FileInfo, err error) error {
		fmt.Println("found", path, info.IsDir())
		return err
	}))
	_, err = os.Open("absent")
	fmt.Println(err)
}

func sockets() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %d", r.URL.Path, len(body))
	}))
	var group sync.WaitGroup
	answers := make([]string, 20)
	for i := range answers {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			url := fmt.Sprintf("http://%s/%d", listener.Addr(), i)
			response, err := http.Post(url, "text/plain", strings.NewReader(strings.Repeat("x", i*10000)))
			must(err)
			body, err := io.ReadAll(response.Body)
			must(err)
			answers[i] = string(body)
		}(i)
	}
	group.Wait()
	fmt.Println(strings.Join(answers, ", "))
	addresses, err := net.LookupHost("localhost")
	must(err)
	fmt.Println("localhost", net.ParseIP(addresses[0]).IsLoopback())
	_, err = net.Dial("tcp", "127.0.0.1:1")
	fmt.Println(err)
}

func processes() {
	command := exec.Command("sh", "-c", "cat; exit 3")
	command.Stdin = strings.NewReader("through cat\n")
	out, err := command.Output()
	fmt.Print(string(out), err, "\n")
	_, err = exec.Command("./no-such-program").Output()
	fmt.Println(err)
}

func main() {
	files()
	sockets()
	processes()
	before := time.Now()
	time.Sleep(30 * time.Millisecond)
	slept := time.Since(before)
	fmt.Println("slept", slept >= 29*time.Millisecond && slept < 5*time.Second)
}
