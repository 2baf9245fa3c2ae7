using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>
/// A provider whose list can be asked for (<see cref="IPaymentGateway"/> implements it beside): each night that of the day before is held against the
/// books. Lines of the time before <c>from</c> may be left out, also where they were taken back since.
/// </summary>
public interface IListsMovements
{
    /// <summary>Whether this account is set up for it.</summary>
    bool CanList(GatewayConnection connection) => true;

    /// <param name="from">Begin of the day.</param>
    /// <param name="to">Its end, exclusive.</param>
    /// <returns>A refusal tells people why there is none: the keys are wrong, the provider does not answer.</returns>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    Task<Result<IReadOnlyList<StatementLine>>> ListAsync(GatewayConnection connection, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
