# Tokens through the provider `restapi`. EGS wants the key of a token in the body of the request that revokes it, and
# `destroy_data` cannot name its own object, so each token has a second object that revokes it.
terraform {
  required_providers {
    restapi = { source = "registry.terraform.io/mastercard/restapi" }
  }
}

variable "endpoint" { type = string }
variable "credentials" { type = number }
variable "last_day" { type = string }
variable "bearer" {
  type      = string
  sensitive = true
}

provider "restapi" {
  uri     = var.endpoint
  headers = { Authorization = "Bearer ${var.bearer}", Content-Type = "application/json" }
}

provider "restapi" {
  alias                 = "revoking"
  uri                   = var.endpoint
  headers               = { Authorization = "Bearer ${var.bearer}", Content-Type = "application/json" }
  create_returns_object = true
}

resource "restapi_object" "token" {
  count          = var.credentials
  path           = "/api/v1/api-key/list"
  create_path    = "/api/v1/api-key"
  read_path      = "/api/v1/api-key/list"
  destroy_path   = "/api/v1/api-key/list"
  destroy_method = "GET"
  object_id      = "token-${count.index}"
  id_attribute   = "apiKey"
  read_search    = { search_key = "name", search_value = "token-${count.index}", results_key = "data/data" }
  data           = jsonencode({ name = "token-${count.index}", role = "Owner", validity = var.last_day })
}

resource "restapi_object" "revocation" {
  count          = var.credentials
  provider       = restapi.revoking
  path           = "/api/v1/api-key/list"
  query_string   = "workspaceName=none" # an empty list: each object keeps the whole answer in the state
  create_method  = "GET"
  read_path      = "/api/v1/api-key/list"
  destroy_path   = "/api/v1/api-key"
  destroy_method = "DELETE"
  object_id      = "revocation-${count.index}"
  data           = "{}"
  destroy_data   = jsonencode({ apiKey = restapi_object.token[count.index].id })
}
