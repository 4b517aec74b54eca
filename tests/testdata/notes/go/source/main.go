package main

import (
	"fmt"

	"example.org/gate/bucket"
)

func main() {
	fmt.Println(bucket.New(3))
}
