# frozen_string_literal: true

# Rate limits for small services.
require "json"
require_relative "gate/bucket"

module Gate
  VERSION = "1.2.0"

  def self.open(path:, mode: :read)
    Bucket.new(3)
  end
end
