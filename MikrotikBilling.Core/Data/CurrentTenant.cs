namespace MikrotikBilling.Core.Data;

/// <summary>The tenant that the work of this scope is done for. A request takes it from the signed-in person, a job from its item.</summary>
public sealed class CurrentTenant
{
    public Guid? Id { get; private set; }

    public Guid Required => Id ?? throw new InvalidOperationException("No tenant is chosen for this scope.");

    public void Use(Guid tenantId)
    {
        if (Id is { } present && present != tenantId) throw new InvalidOperationException("This scope already works for another tenant.");
        Id = tenantId;
    }
}
