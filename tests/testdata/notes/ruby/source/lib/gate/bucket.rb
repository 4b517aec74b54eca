require_relative "clock"

module Gate
  # One client's allowance.
  class Bucket < Base
    attr_reader :left

    def initialize(left)
      @left = left
    end

    # Takes some tokens.
    #
    # @param count [Integer] how many
    # @return [Boolean] whether there were enough
    # @raise [ArgumentError] if negative
    def take(count = 1, *notes, now: nil, &block)
      @left >= count
    end

    def empty?
      @left.zero?
    end

    private

    def refill; end
  end
end
