using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <param name="What">For the log.</param>
internal sealed record GatewayCall(string What, HttpMethod Method, Uri Url, HttpContent? Content, IReadOnlyDictionary<string, string> Headers, Guid? AttemptId, TimeSpan Patience)
{
    /// <summary>Takes secrets out of what is kept.</summary>
    public required Func<string, string> Hide { get; init; }
}

/// <summary>Calls to providers: no redirects, bounded in time and size, each kept in the gateway log with its answer. Secrets travel in headers, which are not kept.</summary>
public sealed class GatewayHttp(IHttpClientFactory clients, IServiceScopeFactory scopes, TimeProvider clock, ILogger<GatewayHttp> logger)
{
    public const string ClientName = "gateways";
    private const int MostBytes = 1024 * 1024;
    private const int MostKept = 64 * 1024;

    internal async Task<GatewayAnswer> SendAsync(GatewayAccount account, GatewayCall call, CancellationToken cancellationToken)
    {
        var asked = call.Content is null ? "" : await call.Content.ReadAsStringAsync(cancellationToken);
        using var request = new HttpRequestMessage(call.Method, call.Url) { Content = call.Content };
        foreach (var (name, value) in call.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (request.Headers.Accept.Count == 0) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var began = Stopwatch.GetTimestamp();
        GatewayAnswer? answer = null;
        GatewaySilentException? silent = null;
        try
        {
            return answer = await AnswerAsync(request, call.Patience, cancellationToken);
        }
        catch (GatewaySilentException e)
        {
            silent = e;
            throw;
        }
        finally
        {
            await KeepAsync(account, call, asked, answer, silent, Stopwatch.GetElapsedTime(began));
        }
    }

    private async Task<GatewayAnswer> AnswerAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await response.Content.LoadIntoBufferAsync(MostBytes, limit.Token);
            return new GatewayAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(limit.Token));
        }
        catch (HttpRequestException e)
        {
            var never = e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            throw new GatewaySilentException(never ? "The provider cannot be reached." : "The provider broke off.", e) { WasNeverSent = never };
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GatewaySilentException($"The provider did not answer in {patience.TotalSeconds:0} s.", e);
        }
    }

    /// <summary>In a scope of its own: it stays whatever becomes of the caller's work.</summary>
    private async Task KeepAsync(GatewayAccount account, GatewayCall call, string asked, GatewayAnswer? answer, GatewaySilentException? silent, TimeSpan took)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(account.TenantId);
            var (db, id, now) = (scope.ServiceProvider.GetRequiredService<AppDbContext>(), Guid.CreateVersion7(), clock.GetUtcNow());
            db.Add(new GatewayEvent
            {
                Id = id,
                AccountId = account.Id,
                Gateway = account.Gateway,
                Role = call.What,
                Key = $"asked:{id:N}",
                IsAsked = true,
                AttemptId = call.AttemptId,
                ReceivedAt = now,
                From = TextRules.Cut(call.Url.Host, 45),
                Headers = TextRules.Cut($"{call.Method} {call.Url.GetLeftPart(UriPartial.Path)}\n{call.Hide(asked)}", 4000),
                Body = Encoding.UTF8.GetBytes(TextRules.Cut(call.Hide(answer?.Body ?? ""), MostKept)),
                State = silent is null && answer is not { Status: >= 500 } ? GatewayEventState.Done : GatewayEventState.Failed,
                Outcome = TextRules.Cut(string.Create(CultureInfo.InvariantCulture, $"{(silent is null ? answer is null ? "It was broken off." : $"Answered {answer.Status}" : silent.Message)} ({took.TotalMilliseconds:0} ms)"), 300),
                HandledAt = now,
                NextTryAt = now,
            });
            await db.SaveChangesAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // what the provider answered counts, whether it could be written down or not
        catch (Exception e)
#pragma warning restore CA1031
        {
            GatewayLog.NotKept(logger, e, account.Gateway, call.What);
        }
    }
}
