using MikrotikBilling.Core.Payments.Gateways.Mpesa;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.Stripe;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>The payment providers of the demo, in the process: phones confirm by themselves after a moment, cards are chosen on Stripe's page.</summary>
internal sealed class DemoProviders : IAsyncDisposable
{
    /// <summary>About as long as somebody takes to look at his phone and type a PIN, so that the page is seen waiting.</summary>
    private static readonly TimeSpan Thinking = TimeSpan.FromSeconds(3);

    /// <summary>Long enough to see that the money has not come yet.</summary>
    private static readonly TimeSpan Banking = TimeSpan.FromSeconds(20);

    public MpesaSimulator Mpesa { get; } = new(TimeProvider.System) { Delay = Thinking };

    public StripeSimulator Stripe { get; } = new(TimeProvider.System) { Delay = Banking };

    /// <summary>Leads accounts in the sandbox here.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        [$"{GatewayOptions.Section}:{nameof(GatewayOptions.Sandbox)}:{MpesaGateway.Key}"] = Mpesa.Address.AbsoluteUri,
        [$"{GatewayOptions.Section}:{nameof(GatewayOptions.Sandbox)}:{StripeGateway.Key}"] = Stripe.Address.AbsoluteUri,
    };

    public static async Task<DemoProviders> StartAsync(CancellationToken cancellationToken)
    {
        var providers = new DemoProviders();
        await providers.Mpesa.StartAsync(cancellationToken);
        await providers.Stripe.StartAsync(cancellationToken);
        return providers;
    }

    public async ValueTask DisposeAsync()
    {
        await Mpesa.DisposeAsync();
        await Stripe.DisposeAsync();
    }
}
