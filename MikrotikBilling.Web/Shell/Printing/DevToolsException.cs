namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>The browser answered a command with an error.</summary>
internal sealed class DevToolsException(string method, string message) : Exception($"{method}: {message}");

/// <summary>The connection to the browser has ended: it died, was ended, or no longer answers.</summary>
internal sealed class BrowserGoneException(string message, Exception? innerException = null) : Exception(message, innerException);
