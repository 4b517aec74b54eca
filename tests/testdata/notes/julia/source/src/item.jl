"A loaf, with its price."
struct Item
    price::Float64
end
