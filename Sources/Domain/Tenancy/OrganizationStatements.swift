import Postgres

/// The statements about organizations, each a file in `SQL/`.
enum OrganizationStatements {
  static let put = Statement("organization_put", PackageResources.organization_put_sql)
  static let ensure = Statement("organization_ensure", PackageResources.organization_ensure_sql)
  static let get = Statement("organization_get", PackageResources.organization_get_sql)
  static let list = Statement("organization_list", PackageResources.organization_list_sql)
  static let delete = Statement("organization_delete", PackageResources.organization_delete_sql)
}
