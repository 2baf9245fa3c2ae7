namespace MikrotikBilling.Core.Data;

/// <summary>Names of the query filters, for the few places that work over all tenants (lanes, jobs).</summary>
public static class QueryFilters
{
    public const string Tenant = "Tenant";

    public static readonly string[] AllTenants = [Tenant];
}
