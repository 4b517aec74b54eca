module Gate
  # Tells the time.
  module Clock
    # Returns the seconds since the start.
    def self.now = 0
  end
end
