using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Web.Features.Account;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>
/// <c>POST /api/payments/callback</c>: anyone's payment, signed (<see cref="SignedGateway"/>). 200 once it is stored, whatever it led to; 401 where key,
/// signature or time are wrong, in the same words; 400 for a wrong shape; 409 where it contradicts what is known; 503 where it could not be stored.
/// </summary>
public static class SignedCallbackEndpoint
{
    /// <summary>Checked against where the key is unknown, so that the answer takes as long.</summary>
    private static readonly string Nobody = GatewayAccountService.NewSecret();

    public sealed record Answer(string Result, string TransactionId, bool Duplicate);

    public static void MapSignedCallback(this IEndpointRouteBuilder routes)
    {
        foreach (var path in new[] { "/api/payments/callback", "/api/payment/callback" })
        {
            routes.MapPost(path, ReceiveAsync).AllowAnonymous();
            // Whoever comes another way is told so, and not to sign in.
            routes.MapMethods(path, ["GET", "PUT", "PATCH", "DELETE"], () => Refused(StatusCodes.Status405MethodNotAllowed, "Callbacks are posted.")).AllowAnonymous();
        }
    }

    private static async Task<Results<JsonHttpResult<Answer>, ProblemHttpResult>> ReceiveAsync(HttpContext context, SignedCallbackDesk desk)
    {
        if (!context.Request.HasJsonContentType()) return Refused(StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.");
        var (body, status) = await RawBody.ReadAsync(context);
        if (body is null) return Refused(status, "The body is too long, or did not come in time.");
        var (key, signature) = (One(context, SignedGateway.KeyHeader), One(context, SignedGateway.SignatureHeader));
        try
        {
            if (await desk.AccountAsync(key, signature, body, StaffSessionMiddleware.Address(context), context.RequestAborted) is not { } account)
                return Refused(StatusCodes.Status401Unauthorized, "The key, the signature or the time of the signature is wrong.");
            var received = await desk.ReceiveAsync(account, new IncomingMessage(SignedGateway.Role, body, StaffSessionMiddleware.Address(context), $"{SignedGateway.KeyHeader}: {key}\n{SignedGateway.SignatureHeader}: {signature}"), context.RequestAborted);
            return received.Ok ? TypedResults.Json(received.Value, SnakeJson.Options) : Refused(received.Refusal.Code == "callback.shape" ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict, received.Refusal.Message);
        }
        catch (Exception e) when (e.IsDatabaseUnavailable())
        {
            context.Response.Headers.RetryAfter = RawBody.RetryAfter;
            return Refused(StatusCodes.Status503ServiceUnavailable, "It could not be stored. Send it again.");
        }
    }

    /// <summary>A header that stands twice is none.</summary>
    private static string One(HttpContext context, string name) => context.Request.Headers[name] is [{ } only] ? only : "";

    private static ProblemHttpResult Refused(int status, string words) => TypedResults.Problem(title: words, statusCode: status);

    /// <summary>Whose key it is, and the way in.</summary>
    public sealed class SignedCallbackDesk(GatewayQueries gateways, GatewaySecrets secrets, GatewayInbox inbox, RefusedCallbacks refused, CurrentTenant tenant, CurrentActor actor, TimeProvider clock, ILogger<SignedCallbackDesk> logger)
    {
        public async Task<GatewayAccount?> AccountAsync(string key, string signature, byte[] body, string? from, CancellationToken cancellationToken)
        {
            var account = key.Length is > 0 and <= 64 ? await gateways.ByTokenAsync(SignedGateway.Key, key, cancellationToken) : null;
            var known = account is null ? null : secrets.Of(account);
            var now = clock.GetUtcNow();
            var first = SignedHeader.Check(signature, body, known?.GetValueOrDefault(SignedGateway.Secret) ?? Nobody, now);
            var second = SignedHeader.Check(signature, body, known?.GetValueOrDefault(SignedGateway.NextSecret) ?? Nobody, now);
            if (account is not null && (first == SignatureCheck.Right || second == SignatureCheck.Right)) return account;
            if (account is not null) refused.Note(account, first == SignatureCheck.TooOld || second == SignatureCheck.TooOld ? SignatureCheck.TooOld : SignatureCheck.Wrong);
            GatewaysLog.CallbackRefused(logger, key.Length > 64 ? "(too long)" : key, from, account is null ? "unknown key" : first == SignatureCheck.TooOld || second == SignatureCheck.TooOld ? "too old, or the clock is wrong" : "wrong signature");
            return null;
        }

        public async Task<Result<Answer>> ReceiveAsync(GatewayAccount account, IncomingMessage message, CancellationToken cancellationToken)
        {
            tenant.Use(account.TenantId);
            actor.SpeakAs(account.Name);
            var received = await inbox.ReceiveAsync(account, message, cancellationToken);
            if (!received.Ok) return received.Refusal;
            var (id, outcome) = received.Value;
            return new Answer(outcome?.Result ?? "pending", id ?? "", outcome?.IsDuplicate ?? false);
        }
    }
}
