// Command goserver is the reference ttrpc server with one method that does nothing:
// grpc.health.v1.Health/Check.
//
// It listens on a free port of 127.0.0.1 and prints "goserver serving on HOST:PORT" once it does.
package main

import (
	"context"
	"fmt"
	"log"
	"net"

	"github.com/containerd/ttrpc"
)

// The messages as the generator for gogo/protobuf would declare them.

type healthCheckRequest struct {
	Service string `protobuf:"bytes,1,opt,name=service,proto3"`
}

func (m *healthCheckRequest) Reset()         { *m = healthCheckRequest{} }
func (m *healthCheckRequest) String() string { return m.Service }
func (m *healthCheckRequest) ProtoMessage()  {}

type healthCheckResponse struct {
	Status int32 `protobuf:"varint,1,opt,name=status,proto3"`
}

func (m *healthCheckResponse) Reset()         { *m = healthCheckResponse{} }
func (m *healthCheckResponse) String() string { return fmt.Sprint(m.Status) }
func (m *healthCheckResponse) ProtoMessage()  {}

const serving = 1

func check(_ context.Context, unmarshal func(interface{}) error) (interface{}, error) {
	var request healthCheckRequest
	if err := unmarshal(&request); err != nil {
		return nil, err
	}
	return &healthCheckResponse{Status: serving}, nil
}

func main() {
	server, err := ttrpc.NewServer()
	if err != nil {
		log.Fatal(err)
	}
	server.Register("grpc.health.v1.Health", map[string]ttrpc.Method{"Check": check})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("goserver serving on", listener.Addr())
	log.Fatal(server.Serve(context.Background(), listener))
}
