using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>A way to pay that a payer left with a provider, to be charged without him.</summary>
/// <param name="MethodId">The provider's id of it.</param>
/// <param name="CustomerId">The provider's id of the payer whose it is.</param>
/// <param name="Label">For people: <c>Visa ···· 4242</c>. Never a whole number of a card.</param>
/// <param name="LastDay">The last day it can be charged; null where it has none.</param>
public sealed record KeptMethod(string MethodId, string CustomerId, string Label, DateOnly? LastDay);

/// <summary>A provider that keeps ways to pay (<see cref="PaymentOrder.KeepsMethod"/>, told of by <see cref="GatewayNews.Method"/>), and charges them when it is told to.</summary>
public interface IKeepsMethods : IRequestsPayments
{
    /// <summary>Charges it without the payer. The attempt is stored, so an answer may come by another way before this one.</summary>
    /// <returns>Succeeded with the money, Pending where the provider works on it, or Failed with the bank's reason.</returns>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    Task<StartAnswer> ChargeAsync(GatewayConnection connection, PaymentOrder order, KeptMethod method, CancellationToken cancellationToken);

    /// <summary>Makes the provider forget it. True also where it was forgotten already.</summary>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    Task<bool> ForgetAsync(GatewayConnection connection, KeptMethod method, CancellationToken cancellationToken);
}
