// Command service answers the page's requests for prices and orders.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"time"

	"shop/service/limit"
)

var perMinute = limit.New(60, time.Minute)

type order struct {
	Sku   string `json:"sku"`
	Count int    `json:"count"`
}

func main() {
	http.HandleFunc("/orders", takeOrder)
	log.Fatal(http.ListenAndServe(":8080", nil))
}

func takeOrder(w http.ResponseWriter, r *http.Request) {
	if !perMinute.Allow(time.Now()) {
		http.Error(w, "too many orders", http.StatusTooManyRequests)
		return
	}
	var o order
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil || o.Count < 1 {
		http.Error(w, "not an order", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}
