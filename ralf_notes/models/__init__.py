"""Models, the memory that they need, and the engines that run them."""
