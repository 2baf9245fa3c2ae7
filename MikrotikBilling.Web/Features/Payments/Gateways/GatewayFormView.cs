using Microsoft.AspNetCore.Mvc.ModelBinding;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>Everything the form of an account draws; what it asks for comes from the provider.</summary>
/// <param name="Id">Null for a new one.</param>
/// <param name="Kept">Names of the secrets that are stored.</param>
public sealed record GatewayFormView(Guid? Id, GatewayInfo Info, SaveGatewayAccount Input, IReadOnlyCollection<string> Kept)
{
    public int Version { get; init; }
    public bool IsStale { get; init; }

    public static string NameOf(GatewayField field) => $"Input.Fields[{field.Name}]";
}

internal static class GatewayRefusals
{
    /// <summary>A refusal of one of the provider's fields stands at that field.</summary>
    public static void AddGatewayRefusal(this ModelStateDictionary modelState, Refusal refusal) =>
        modelState.AddModelError(refusal.Code == GatewayAccountService.FieldCode ? $"Input.Fields[{refusal.Field}]" : "", refusal.Message);
}
