// Command conversationtest calls a running Engram server through the stock Go ttrpc client and
// generated code, and counts what works.
//
//	conversationtest ADDRESS
//
// ADDRESS is HOST:PORT or unix:PATH. The last line is "go: N passed, M failed".
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/containerd/ttrpc"
	"google.golang.org/grpc/codes"

	"engram.example/engramv1"
	"engram.example/health"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: conversationtest HOST:PORT|unix:PATH")
		os.Exit(2)
	}
	conn, err := dial(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	client := ttrpc.NewClient(conn)
	defer client.Close()

	organization := fmt.Sprintf("go-%d", time.Now().UnixNano())
	suite := &suite{
		conversations: engramv1.NewConversationServiceClient(client),
		organizations: engramv1.NewOrganizationServiceClient(client),
		health:        health.NewHealthClient(client),
		organization:  organization,
	}
	suite.run("the server is serving", suite.serverIsServing)
	suite.run("a conversation is created and read back", suite.createAndGet)
	suite.run("messages are appended and listed in order", suite.appendAndList)
	suite.run("a missing field is INVALID_ARGUMENT", suite.missingField)
	suite.run("an unknown conversation is NOT_FOUND", suite.unknownConversation)
	suite.run("an unknown method is UNIMPLEMENTED", func(ctx context.Context) error {
		err := client.Call(ctx, "engram.v1.ConversationService", "Nope",
			&engramv1.GetConversationRequest{}, &engramv1.Conversation{})
		return expectCode(err, codes.Unimplemented)
	})
	suite.run("a call past its deadline is DEADLINE_EXCEEDED", suite.expiredDeadline)
	suite.run("sixty-four calls share the connection", suite.manyAtOnce)
	suite.run("an organization is deleted", suite.deleteOrganization)

	fmt.Printf("go: %d passed, %d failed\n", suite.passed, suite.failed)
	if suite.failed > 0 {
		os.Exit(1)
	}
}

func dial(address string) (net.Conn, error) {
	if path := strings.TrimPrefix(address, "unix:"); path != address {
		return net.Dial("unix", path)
	}
	return net.Dial("tcp", address)
}
