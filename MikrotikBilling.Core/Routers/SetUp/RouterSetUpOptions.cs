using System.ComponentModel.DataAnnotations;

namespace MikrotikBilling.Core.Routers.SetUp;

/// <summary>Section <c>RouterSetUp</c>.</summary>
public sealed class RouterSetUpOptions : IValidatableObject
{
    public const string Section = "RouterSetUp";

    /// <summary>
    /// This server's addresses as routers see them, separated by commas: behind a VPN or NAT that is not what this machine has. Empty: the page asks.
    /// </summary>
    public string ServerAddresses { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(ServerAddresses) || SetUp.ServerAddresses.TryParse(ServerAddresses, allowLocal: true, out _, out var why)) yield break;
        yield return new ValidationResult($"{Section}:{nameof(ServerAddresses)}: {why}", [nameof(ServerAddresses)]);
    }
}
