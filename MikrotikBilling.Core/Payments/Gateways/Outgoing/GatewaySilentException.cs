namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>The provider did not answer, or nothing that can be read.</summary>
public sealed class GatewaySilentException : Exception
{
    public GatewaySilentException() { }

    public GatewaySilentException(string message) : base(message) { }

    public GatewaySilentException(string message, Exception inner) : base(message, inner) { }

    /// <summary>It is certain that nothing reached the provider: no connection came about.</summary>
    public bool WasNeverSent { get; init; }
}
