# Where boats lie.
resource "aws_instance" "berth" {
  tags = { Name = "berth" }
}
module "net" {
  source = "./modules/net"
}
variable "region" {
  description = "Where it runs."
  type        = string
  default     = "eu-west-1"
}
output "address" {
  value       = aws_instance.berth.public_ip
  description = <<-EOT
    The address.
  EOT
}
