package limit

import (
	"testing"
	"time"
)

func TestAllow(t *testing.T) {
	bucket := New(1, time.Minute)
	now := time.Unix(1000, 0)
	if !bucket.Allow(now) || bucket.Allow(now) {
		t.Fatal("one event may pass, and no second one")
	}
}
