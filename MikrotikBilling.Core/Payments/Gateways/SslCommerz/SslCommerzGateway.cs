using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>SSLCommerz of Bangladesh: payers choose card, bank or wallet on its page, and its message of it counts once it has confirmed it.</summary>
public sealed class SslCommerzGateway(TimeProvider clock, IServiceScopeFactory scopes) : ICallbackGateway, IRequestsPayments, IRefundsPayments, ITestsConnection
{
    public const string Key = "sslcommerz";

    private readonly SslCommerzCheckout _checkout = new(new SslCommerzBooks(scopes), clock);

    public GatewayInfo Info { get; } = new(Key, "SSLCommerz", PaymentMethod.SslCommerz, SslCommerzFields.All)
    {
        Callbacks = SslCommerzFields.Callbacks,
        Live = new Uri("https://securepay.sslcommerz.com/"),
        Sandbox = new Uri("https://sandbox.sslcommerz.com/"),
    };

    public RequestWay Way => RequestWay.Redirect;

    public TimeSpan AttemptLife => TimeSpan.FromHours(24);

    public IReadOnlyList<string> StopCodes { get; } = [SslCommerzCheckout.WrongStore];

    public Result<Money> AskFor(Money due) => SslCommerzCheckout.AskFor(due);

    public Result<GatewayMessage> Read(string role, ReadOnlyMemory<byte> body) => SslCommerzMessages.Read(body);

    public ValueTask<CallbackCheck> CheckAsync(GatewayConnection connection, CallbackRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(Check(connection, request));

    private static CallbackCheck Check(GatewayConnection connection, CallbackRequest request)
    {
        var read = SslCommerzForm.Read(request.Body);
        // What is wrong with its shape is said by whoever reads it.
        if (!read.Ok || !SslCommerzPayment.Read(name => read.Value[name]).Ok) return CallbackCheck.Right;
        if (read.Value[SslCommerzFields.StoreId] is { } store && store != connection.Setting(SslCommerzFields.StoreId)) return CallbackCheck.Wrong("another store");
        return read.Value.IsSigned(connection.Secret(SslCommerzFields.Password)) ? CallbackCheck.Right : CallbackCheck.Wrong("wrong signature");
    }

    public async Task<GatewayNews> ProveAsync(GatewayConnection connection, GatewayNews news, string? from, CancellationToken cancellationToken)
    {
        if (news is not { Question: { } number, Attempt: { ProviderId: { } tran } attempt, Money: { } told }) return news;
        var proven = await _checkout.ProveAsync(connection, number, tran, attempt.AttemptId, cancellationToken);
        // What either calls risky is held.
        return proven with { Money = proven.Money! with { Hold = proven.Money.Hold ?? told.Hold } };
    }

    public CallbackReply ReplyTo(string role, Refusal? refused) => CallbackReply.Ok;

    public Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken) => SslCommerzCheckout.StartAsync(connection, order, cancellationToken);

    public Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => _checkout.AskAsync(connection, attempt, cancellationToken);

    public Task<Result<GatewayNews?>> RefundAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken) =>
        _checkout.RefundAsync(connection, movement, amount, reason, requestId, cancellationToken);

    /// <summary>Asks for a payment that there is not: that needs the store and its password.</summary>
    public async Task<Result<string>> TestAsync(GatewayConnection connection, CancellationToken cancellationToken)
    {
        var answer = await SslCommerzClient.ValidateAsync(connection, "TEST000000", null, cancellationToken);
        return SslCommerzClient.IsIn(answer) ? "SSLCommerz takes the store id and password." : new Refusal("gateway.keys", SslCommerzClient.WordsOf(answer));
    }
}
