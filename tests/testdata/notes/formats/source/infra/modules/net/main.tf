data "aws_vpc" "all" {}
