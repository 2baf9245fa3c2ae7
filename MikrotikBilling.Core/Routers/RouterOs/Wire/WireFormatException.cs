namespace MikrotikBilling.Core.Routers.RouterOs.Wire;

/// <summary>The peer sent bytes that are no RouterOS API sentence; the connection cannot go on.</summary>
public sealed class WireFormatException(string message) : IOException(message);
