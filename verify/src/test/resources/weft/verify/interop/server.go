// A server on Go's net/http: HTTP/1.1, HTTP/2 with prior knowledge, and both over TLS.
package main

import (
	"compress/gzip"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

func main() {
	plain, prior, secure, certificate, key, file :=
		os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6]
	large, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "hello")
	})
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) {
		w.Write(large)
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			log.Print(err)
			return
		}
		length := r.Header.Get("Content-Length")
		if length == "" {
			length = "none"
		}
		w.Header().Set("X-Length", length)
		w.Write(body)
	})
	mux.HandleFunc("/trailers", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Sum")
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, "xy")
		sum := r.Trailer.Get("X-Sum")
		if sum == "" {
			sum = "none"
		}
		w.Header().Set("X-Sum", sum)
	})
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/hello", http.StatusFound)
	})
	mux.HandleFunc("/refuse", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	})
	mux.HandleFunc("/zipped", func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Write(large)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		zipped := gzip.NewWriter(w)
		zipped.Write(large)
		zipped.Close()
	})
	mux.HandleFunc("/hints", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</a>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		w.Header().Del("Link")
		io.WriteString(w, "hello")
	})
	knowing := &http.Server{Addr: "127.0.0.1:" + prior, Handler: mux, Protocols: new(http.Protocols)}
	knowing.Protocols.SetUnencryptedHTTP2(true)
	go func() { log.Fatal(http.ListenAndServe("127.0.0.1:"+plain, mux)) }()
	go func() { log.Fatal(knowing.ListenAndServe()) }()
	log.Fatal(http.ListenAndServeTLS("127.0.0.1:"+secure, certificate, key, mux))
}
