using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Provisioning.Diagnosis;

/// <summary>What is overdue and keeps a service suspended.</summary>
/// <param name="Number">Of the invoice due longest.</param>
public sealed record Debt(string Number, int Invoices, Money Amount);

/// <summary>Asked for services that were suspended for debt. Whoever keeps the books of money answers.</summary>
public interface IDebtSource
{
    /// <summary>By service; one that nothing is overdue for is not in it.</summary>
    Task<IReadOnlyDictionary<Guid, Debt>> OverdueAsync(Guid customerId, IReadOnlyList<Guid> subscriptionIds, CancellationToken cancellationToken);
}
