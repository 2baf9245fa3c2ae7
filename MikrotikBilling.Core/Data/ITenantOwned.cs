namespace MikrotikBilling.Core.Data;

/// <summary>A row of one tenant. Queries see only the current tenant's rows; inserts are stamped with it.</summary>
public interface ITenantOwned
{
    Guid TenantId { get; set; }
}
