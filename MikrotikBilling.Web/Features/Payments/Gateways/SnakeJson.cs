using System.Text.Json;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>As the callback's own fields are written: <c>transaction_id</c>.</summary>
internal static class SnakeJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
