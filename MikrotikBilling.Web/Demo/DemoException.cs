namespace MikrotikBilling.Web.Demo;

/// <summary>Why there is no demo, in one line for whoever started it.</summary>
public sealed class DemoException(string message) : Exception(message);
