using MikrotikBilling.Core.Payments.Gateways.Mpesa;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>The payment providers of the demo, in the process: phones confirm by themselves after a moment.</summary>
internal sealed class DemoProviders : IAsyncDisposable
{
    /// <summary>About as long as somebody takes to look at his phone and type a PIN, so that the page is seen waiting.</summary>
    private static readonly TimeSpan Thinking = TimeSpan.FromSeconds(3);

    public MpesaSimulator Mpesa { get; } = new(TimeProvider.System) { Delay = Thinking };

    /// <summary>Leads accounts in the sandbox here.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        [$"{GatewayOptions.Section}:{nameof(GatewayOptions.Sandbox)}:{MpesaGateway.Key}"] = Mpesa.Address.AbsoluteUri,
    };

    public static async Task<DemoProviders> StartAsync(CancellationToken cancellationToken)
    {
        var providers = new DemoProviders();
        await providers.Mpesa.StartAsync(cancellationToken);
        return providers;
    }

    public ValueTask DisposeAsync() => Mpesa.DisposeAsync();
}
