module Shop

export Cart, total
include("item.jl")

"What is bought."
struct Cart
    items::Vector{Item}
end

"""
    total(cart)

Sum of the prices of all items.
"""
total(cart::Cart) = sum(item.price for item in cart.items)

end
