using System.Net.Mail;

namespace MikrotikBilling.Core.Notifications;

internal static class EmailAddresses
{
    /// <summary>An address and nothing else: no name, no second one, no line break.</summary>
    public static bool IsAddress(string text) =>
        text.Length <= 254 && !text.Any(char.IsControl) && MailAddress.TryCreate(text, out var parsed) && parsed.Address == text;
}
