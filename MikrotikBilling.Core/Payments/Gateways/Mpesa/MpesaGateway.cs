using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>Safaricom's M-Pesa by its Daraja interface: payers are asked on their phone, or pay to the short code by themselves.</summary>
public sealed class MpesaGateway : ICallbackGateway, IRequestsPayments, IRefundsPayments, ITestsConnection, IRegistersCallbacks, IListsMovements
{
    public const string Key = "mpesa";
    private const string Unproven = "It did not come from M-Pesa's addresses, or is larger than what is taken unasked, and without an initiator M-Pesa cannot be asked. Look it up in the M-Pesa portal.";

    private static readonly CallbackReply Accepted = new(200, """{"ResultCode":0,"ResultDesc":"Accepted"}""");

    private readonly TimeProvider _clock;
    private readonly MpesaClient _client;
    private readonly MpesaPush _push;
    private readonly MpesaOperator _operator;
    private readonly MpesaPull _pull;
    private readonly MpesaBooks _books;

    public MpesaGateway(TimeProvider clock, IServiceScopeFactory scopes)
    {
        (_clock, _client, _books) = (clock, new MpesaClient(clock), new MpesaBooks(scopes));
        (_push, _operator, _pull) = (new MpesaPush(_client, clock), new MpesaOperator(_client), new MpesaPull(_client, clock));
    }

    public GatewayInfo Info { get; } = new(Key, "M-Pesa", PaymentMethod.Mpesa, MpesaFields.All)
    {
        Callbacks = MpesaFields.Callbacks,
        Live = new Uri("https://api.safaricom.co.ke/"),
        Sandbox = new Uri("https://sandbox.safaricom.co.ke/"),
    };

    public RequestWay Way => RequestWay.Prompt;

    /// <summary>A phone shows the question for about a minute; the answer may take another.</summary>
    public TimeSpan AttemptLife => TimeSpan.FromMinutes(5);

    public IReadOnlyList<string> StopCodes => MpesaCode.SetUpCodes;

    public Result<Money> AskFor(Money due) => MpesaPush.AskFor(due);

    public Phrase Rounding => "M-Pesa takes whole shillings: cents are rounded up, and what is too much is credit.";

    public Result<string> PhoneOf(string? phone) => MpesaPush.PhoneOf(phone);

    public Result<GatewayMessage> Read(string role, ReadOnlyMemory<byte> body) => role switch
    {
        MpesaRoles.Push => MpesaMessages.ReadPush(body),
        MpesaRoles.Result => MpesaResult.Read(body),
        MpesaRoles.Timeout => MpesaResult.ReadTimeout(body),
        _ => MpesaMessages.ReadConfirmation(body),
    };

    public ValueTask<CallbackCheck> CheckAsync(GatewayConnection connection, CallbackRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(Check(connection, request));

    private static CallbackCheck Check(GatewayConnection connection, CallbackRequest request)
    {
        var trust = new MpesaTrust(connection);
        if (trust.Refuses(request.From)) return CallbackCheck.Wrong("not one of M-Pesa's addresses");
        if (request.Role is MpesaRoles.Confirmation or MpesaRoles.Validation && MpesaMessages.ShortCodeOf(request.Body) is { } code
            && code != connection.Setting(MpesaFields.ShortCode) && code != connection.Setting(MpesaFields.StoreNumber)) return CallbackCheck.Wrong("another short code");
        if (request.Role != MpesaRoles.Result || !trust.IsForeign(request.From)) return CallbackCheck.Right;
        // What moves money must be the answer to what we asked.
        return MpesaResult.Parse(request.Body) is { Ok: true, Value: { Sealed: { } subject } } && !trust.IsSealed(request.AddressId, subject) ? CallbackCheck.Wrong("a result that nobody asked for") : CallbackCheck.Right;
    }

    public async Task<CallbackReply?> AnswerAtOnceAsync(GatewayConnection connection, CallbackRequest request, CancellationToken cancellationToken)
    {
        if (request.Role != MpesaRoles.Validation) return null;
        var read = MpesaMessages.ReadConfirmation(request.Body);
        if (!read.Ok) return new CallbackReply(400, "");
        if (connection.Setting(MpesaFields.UnknownAccounts) != MpesaFields.Reject || await _books.IsKnownAsync(connection.Account, read.Value.News.Money!.Account, cancellationToken))
            return new CallbackReply(200, """{"ResultCode":"0","ResultDesc":"Accepted"}""");
        return new CallbackReply(200, """{"ResultCode":"C2B00012","ResultDesc":"Rejected"}""");
    }

    public string? QuestionOf(GatewayConnection connection, GatewayNews news, string? from)
    {
        // A result came to an address that only M-Pesa was told.
        if (news.Attempt is { ProviderId: null }) return null;
        return news.Question ?? (new MpesaTrust(connection).Doubts(news, from, _clock.GetUtcNow()) ? news.Attempt?.ProviderId ?? news.Money!.TransactionId : null);
    }

    public async Task<GatewayNews> ProveAsync(GatewayConnection connection, GatewayNews news, string? from, CancellationToken cancellationToken)
    {
        if (news.Attempt is { ProviderId: { } id } attempt)
        {
            var stands = await _push.AskAsync(connection, id, attempt.AttemptId, cancellationToken) ?? throw new GatewaySilentException("M-Pesa says that the phone is still being asked.");
            if (news.Money is null) return stands.Code == MpesaCode.Paid ? new GatewayNews { Attempt = attempt with { State = AttemptState.Succeeded, Code = null, Words = MpesaMessages.NoReceipt, RetryAfter = null } } : news;
            return stands.Code == MpesaCode.Paid ? news : throw new GatewaySilentException($"Unverified: M-Pesa itself does not say that it was paid ({stands.Code}: {stands.Words})");
        }
        var fact = news.Money!;
        if (await _books.IsConfirmedAsync(connection.Account, fact, cancellationToken)) return news;
        if (!MpesaOperator.IsThere(connection)) return news with { Money = fact with { Hold = Unproven } };
        throw new GatewaySilentException(await _operator.AskAsync(connection, fact.TransactionId, cancellationToken) ?? "Unverified: M-Pesa was asked for it, its answer has not come yet.");
    }

    public CallbackReply ReplyTo(string role, Refusal? refused) => Accepted;

    public Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken) => _push.StartAsync(connection, order, cancellationToken);

    public async Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.ProviderId is not { } id) return await UnnamedAsync(connection, attempt, cancellationToken);
        if (await _push.AskAsync(connection, id, attempt.Id, cancellationToken) is not { } stands) return new GatewayNews { Attempt = new AttemptNews(AttemptState.Pending) { ProviderId = id } };
        if (stands.Code != MpesaCode.Paid) return MpesaMessages.Unpaid(id, stands) with { Question = null };
        var paid = new GatewayNews { Attempt = new AttemptNews(AttemptState.Succeeded) { ProviderId = id, Words = MpesaMessages.NoReceipt } };
        if (MpesaPull.IsOn(connection) && await _pull.FindAsync(connection, attempt, cancellationToken) is { } money) return paid with { Money = money, Attempt = paid.Attempt with { Words = null } };
        if (MpesaOperator.IsThere(connection)) await _operator.AskAsync(connection, attempt, cancellationToken);
        return paid;
    }

    /// <summary>
    /// M-Pesa never told its number, by which alone it can be asked for: it is looked up in the list, and over when its time is. Money that comes all
    /// the same is booked.
    /// </summary>
    private async Task<GatewayNews> UnnamedAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (MpesaPull.IsOn(connection) && await _pull.FindAsync(connection, attempt, cancellationToken) is { } money) return new GatewayNews { Money = money, Attempt = new AttemptNews(AttemptState.Succeeded) };
        var isOver = attempt.ExpiresAt <= _clock.GetUtcNow();
        return new GatewayNews { Attempt = new AttemptNews(isOver ? AttemptState.Expired : AttemptState.Unknown) { Words = isOver ? "M-Pesa did not answer, and no payment came." : "M-Pesa did not answer. The phone may ask for the PIN all the same." } };
    }

    public Task<Result<GatewayNews?>> RefundAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken) =>
        _operator.ReverseAsync(connection, movement, amount, reason, cancellationToken);

    public async Task<Result<string>> TestAsync(GatewayConnection connection, CancellationToken cancellationToken)
    {
        await connection.ForgetTokenAsync(cancellationToken);
        await MpesaClient.TokenAsync(connection, cancellationToken);
        return "M-Pesa takes the consumer key and secret. Whether short code and pass key are right shows with the first request.";
    }

    public async Task<Result<string>> RegisterAsync(GatewayConnection connection, CancellationToken cancellationToken)
    {
        var answer = await MpesaRegistration.SendAsync(_client, connection, cancellationToken);
        if (!answer.Ok || !MpesaPull.IsOn(connection)) return answer;
        var pull = await _pull.RegisterAsync(connection, cancellationToken);
        return pull is { Status: 200, Json: { } json } && json.Text("ResponseCode") is "1000" or "1001" or "0" ? $"{answer.Value} The list of payments can be asked for." : $"{answer.Value} The list of payments cannot be asked for: {pull.ErrorWords}";
    }

    public bool CanList(GatewayConnection connection) => MpesaPull.IsOn(connection);

    /// <summary>What was paid to the short code; M-Pesa's list goes 48 hours back.</summary>
    public async Task<Result<IReadOnlyList<StatementLine>>> ListAsync(GatewayConnection connection, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var listed = await _pull.ListAsync(connection, from, to, cancellationToken);
        return listed.Ok ? listed.Value.Select(p => new StatementLine(p.Money.TransactionId, p.At, p.Money.Amount) { Account = p.Money.Account, PayerPhone = p.Phone, Status = p.Money.MethodText }).ToList() : listed.Refusal;
    }
}
