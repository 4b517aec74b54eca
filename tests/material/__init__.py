"""What tests are made of: sources, attacks, damage, repositories, and how they run the tool."""
