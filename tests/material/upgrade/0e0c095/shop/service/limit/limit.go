package limit

import "time"

// Bucket lets a number of events through in each span of time.
type Bucket struct {
	size  int
	left  int
	span  time.Duration
	since time.Time
}

func New(size int, span time.Duration) *Bucket {
	return &Bucket{size: size, left: size, span: span}
}

// Allow reports whether one more event may pass.
func (b *Bucket) Allow(now time.Time) bool {
	b.refill(now)
	if b.left == 0 {
		return false
	}
	b.left--
	return true
}

func (b *Bucket) refill(now time.Time) {
	if now.Sub(b.since) >= b.span {
		b.left, b.since = b.size, now
	}
}
