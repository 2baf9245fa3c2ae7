using System.Net.Mime;
using System.Text;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Web.Features.Account;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>
/// Where providers post their messages: one address for each of their ways, with the account's token in it. 404 for a token that is not known, 401 where the
/// provider's proof is wrong, 400 for a wrong shape, 503 where it could not be stored; else what the provider wants to hear, once it is stored.
/// </summary>
public static class ProviderCallbackEndpoint
{
    public static void MapProviderCallbacks(this IEndpointRouteBuilder routes)
    {
        foreach (var gateway in routes.ServiceProvider.GetRequiredService<GatewayCatalog>().CallbackGateways)
            foreach (var callback in gateway.Info.Callbacks)
            {
                var path = callback.IsPerRequest ? $"{callback.Path}/{{attempt?}}" : callback.Path;
                routes.MapPost(path, (string token, string? attempt, HttpContext context, Desk desk) => ReceiveAsync(gateway, callback, token, attempt, context, desk)).AllowAnonymous();
                routes.MapMethods(path, ["GET", "PUT", "PATCH", "DELETE"], () => Results.StatusCode(StatusCodes.Status405MethodNotAllowed)).AllowAnonymous();
            }
    }

    private static async Task<IResult> ReceiveAsync(ICallbackGateway gateway, GatewayCallback callback, string token, string? attempt, HttpContext context, Desk desk)
    {
        if (callback.ContentType is { } type && !IsOf(context.Request.ContentType, type)) return Refused(StatusCodes.Status415UnsupportedMediaType);
        Guid? attemptId = null;
        if (attempt is not null)
        {
            if (!Guid.TryParseExact(attempt, "N", out var id)) return Refused(StatusCodes.Status404NotFound);
            attemptId = id;
        }
        var (body, status) = await RawBody.ReadAsync(context);
        if (body is null) return Refused(status);
        try
        {
            return Written(await desk.ReceiveAsync(gateway, callback.Role, token, attemptId, RequestOf(context, callback.Role, body) with { AddressId = attemptId }, context.RequestAborted));
        }
        // A silent provider: what proves the message cannot be had now. It is to be sent again.
        catch (Exception e) when (e is GatewaySilentException || e.IsDatabaseUnavailable())
        {
            context.Response.Headers.RetryAfter = RawBody.RetryAfter;
            return Refused(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static bool IsOf(string? sent, string wanted) => sent is not null && sent.Split(';', 2)[0].Trim().Equals(wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>A header that stands twice is none.</summary>
    private static CallbackRequest RequestOf(HttpContext context, string role, byte[] body) => new(
        role, body, context.Request.Headers.Where(h => h.Value.Count == 1).ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), StaffSessionMiddleware.Address(context));

    private static IResult Refused(int status) => Results.StatusCode(status);

    private static IResult Written(CallbackReply reply) => reply.Body.Length == 0 ? Results.StatusCode(reply.Status) : Results.Text(reply.Body, reply.ContentType ?? MediaTypeNames.Application.Json, Encoding.UTF8, reply.Status);

    /// <summary>Whose account it is, and the way in.</summary>
    public sealed class Desk(GatewayQueries gateways, GatewayConnections connections, GatewayInbox inbox, RefusedCallbacks refused, CurrentTenant tenant, CurrentActor actor, ILogger<Desk> logger)
    {
        public async Task<CallbackReply> ReceiveAsync(ICallbackGateway gateway, string role, string token, Guid? attemptId, CallbackRequest request, CancellationToken cancellationToken)
        {
            var account = token.Length is > 0 and <= 64 ? await gateways.ByTokenAsync(gateway.Info.Key, token, cancellationToken) : null;
            if (account is null)
            {
                GatewaysLog.CallbackRefused(logger, gateway.Info.Key, request.From, "unknown address");
                return new CallbackReply(StatusCodes.Status404NotFound, "");
            }
            tenant.Use(account.TenantId);
            actor.SpeakAs(account.Name);
            var connection = connections.Open(account);
            var check = await gateway.CheckAsync(connection, request, cancellationToken);
            if (!check.IsRight)
            {
                refused.Note(account, check.IsTooOld ? SignatureCheck.TooOld : SignatureCheck.Wrong);
                GatewaysLog.CallbackRefused(logger, account.Name, request.From, check.Words);
                return new CallbackReply(StatusCodes.Status401Unauthorized, "");
            }
            if (await gateway.AnswerAtOnceAsync(connection, request, cancellationToken) is { } answered) return answered;
            var received = await inbox.ReceiveAsync(account, new IncomingMessage(role, request.Body, request.From, check.Headers) { AttemptId = attemptId }, cancellationToken);
            return received.Refusal is { Code: "callback.shape" } ? new CallbackReply(StatusCodes.Status400BadRequest, "") : gateway.ReplyTo(role, received.Refusal);
        }
    }
}
