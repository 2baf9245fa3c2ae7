namespace MikrotikBilling.Web.Shell;

/// <summary>Endpoint metadata: an address under /api that only reads, and that pages listen to as well as programs.</summary>
internal sealed class StreamForPages;
