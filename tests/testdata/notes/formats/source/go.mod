module example.org/harbour

go 1.22

require (
	github.com/spf13/cobra v1.8.0
	golang.org/x/sys v0.1.0 // indirect
)
