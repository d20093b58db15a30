package main

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"engram.example/engramv1"
	"engram.example/health"
)

// callTimeout bounds each test.
const callTimeout = 10 * time.Second

// suite holds the generated clients and counts the tests.
type suite struct {
	conversations engramv1.ConversationServiceService
	organizations engramv1.OrganizationServiceService
	health        health.HealthService
	organization  string
	passed        int
	failed        int
}

func (s *suite) run(claim string, test func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	if err := test(ctx); err != nil {
		s.failed++
		fmt.Printf("FAILED %s: %v\n", claim, err)
		return
	}
	s.passed++
	fmt.Printf("ok     %s\n", claim)
}

func (s *suite) serverIsServing(ctx context.Context) error {
	reply, err := s.health.Check(ctx, &health.HealthCheckRequest{})
	if err != nil {
		return err
	}
	return expect(reply.Status, health.HealthCheckResponse_SERVING)
}

func (s *suite) create(ctx context.Context, title string) (*engramv1.Conversation, error) {
	return s.conversations.CreateConversation(ctx, &engramv1.CreateConversationRequest{
		OrganizationId: s.organization,
		UserId:         "ada",
		Title:          title,
	})
}

func (s *suite) createAndGet(ctx context.Context) error {
	created, err := s.create(ctx, "Grüße aus Go 👋")
	if err != nil {
		return err
	}
	got, err := s.conversations.GetConversation(ctx, &engramv1.GetConversationRequest{
		OrganizationId: s.organization,
		ConversationId: created.ConversationId,
	})
	if err != nil {
		return err
	}
	if err := expect(got.Title, "Grüße aus Go 👋"); err != nil {
		return err
	}
	return expect(got.UserId, "ada")
}

func (s *suite) appendAndList(ctx context.Context) error {
	conversation, err := s.create(ctx, "")
	if err != nil {
		return err
	}
	contents := []string{"What is a lemma?", "A small theorem.", "And a corollary?"}
	request := &engramv1.AddMessagesRequest{
		OrganizationId: s.organization,
		ConversationId: conversation.ConversationId,
	}
	for index, content := range contents {
		role := engramv1.Role_ROLE_USER
		if index%2 == 1 {
			role = engramv1.Role_ROLE_ASSISTANT
		}
		request.Messages = append(request.Messages,
			&engramv1.NewMessage{Role: role, Content: content})
	}
	if _, err := s.conversations.AddMessages(ctx, request); err != nil {
		return err
	}
	listed, err := s.conversations.ListMessages(ctx, &engramv1.ListMessagesRequest{
		OrganizationId: s.organization,
		ConversationId: conversation.ConversationId,
	})
	if err != nil {
		return err
	}
	if err := expect(len(listed.Messages), len(contents)); err != nil {
		return err
	}
	for index, message := range listed.Messages {
		if err := expect(message.Content, contents[index]); err != nil {
			return err
		}
		if err := expect(message.Seq, int64(index+1)); err != nil {
			return err
		}
	}
	return nil
}

func (s *suite) missingField(ctx context.Context) error {
	_, err := s.conversations.CreateConversation(ctx, &engramv1.CreateConversationRequest{
		OrganizationId: s.organization,
	})
	return expectCode(err, codes.InvalidArgument)
}

func (s *suite) unknownConversation(ctx context.Context) error {
	_, err := s.conversations.GetConversation(ctx, &engramv1.GetConversationRequest{
		OrganizationId: s.organization,
		ConversationId: "018f4e0a-0000-7000-8000-000000000000",
	})
	return expectCode(err, codes.NotFound)
}

func (s *suite) expiredDeadline(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Nanosecond)
	defer cancel()
	_, err := s.health.Check(ctx, &health.HealthCheckRequest{})
	if err == context.DeadlineExceeded {
		return nil
	}
	return expectCode(err, codes.DeadlineExceeded)
}

func (s *suite) manyAtOnce(ctx context.Context) error {
	const count = 64
	results := make(chan error, count)
	for index := 0; index < count; index++ {
		go func() {
			_, err := s.health.Check(ctx, &health.HealthCheckRequest{})
			results <- err
		}()
	}
	for index := 0; index < count; index++ {
		if err := <-results; err != nil {
			return err
		}
	}
	return nil
}

func (s *suite) deleteOrganization(ctx context.Context) error {
	_, err := s.organizations.DeleteOrganization(ctx, &engramv1.DeleteOrganizationRequest{
		OrganizationId: s.organization,
	})
	return err
}

func expect(got, wanted interface{}) error {
	if got != wanted {
		return fmt.Errorf("got %v, wanted %v", got, wanted)
	}
	return nil
}

func expectCode(err error, wanted codes.Code) error {
	if err == nil {
		return fmt.Errorf("succeeded, wanted %v", wanted)
	}
	if got := status.Code(err); got != wanted {
		return fmt.Errorf("got %v, wanted %v: %v", got, wanted, err)
	}
	return nil
}
