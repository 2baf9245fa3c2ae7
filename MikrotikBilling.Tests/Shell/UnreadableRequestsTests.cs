using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Shell;

/// <summary>What a program sends and cannot be read is named, wherever it is.</summary>
public sealed class UnreadableRequestsTests(ServedApp served) : IClassFixture<ServedApp>
{
    [Theory]
    [InlineData("PUT", "/api/customers/00000000-0000-0000-0000-000000000001/billing", """{"paymentTermsDays":30,"payementTerms":5}""", "payementTerms", "payementTerms is not known here.")]
    [InlineData("PUT", "/api/customers/00000000-0000-0000-0000-000000000001/billing", """{"paymentTermsDays":"thirty"}""", "paymentTermsDays", "paymentTermsDays must be a whole number.")]
    [InlineData("POST", "/api/billing/payments", """{"customerId":"somebody"}""", "customerId", "customerId must be an id.")]
    [InlineData("POST", "/api/billing/payments", """{"amount":"1,500.00"}""", "amount", "amount must be a number.")]
    [InlineData("PUT", "/api/customers/00000000-0000-0000-0000-000000000001/billing", """{"paymentTermsDays":1.5}""", "paymentTermsDays", "paymentTermsDays must be a whole number.")]
    [InlineData("POST", "/api/billing/payments", """{"method":"Barter"}""", "method", "method has a value that cannot be read.")]
    [InlineData("POST", "/api/auth/login", """{"email":"a@b.example","password":"x","remember":true}""", "remember", "remember is not known here.")]
    [InlineData("POST", "/api/billing/payments", """{"amount":15,}""", null, "The body is not JSON: something is wrong in line 1, byte 14.")]
    [InlineData("POST", "/api/billing/payments", "[]", null, "The body has a value that cannot be read.")]
    [InlineData("GET", "/api/billing/customers/00000000-0000-0000-0000-000000000001/statement?from=yesterday", null, "from", "from cannot be “yesterday”.")]
    public async Task Request_ThatCannotBeRead_IsAProblemThatNamesTheField(string method, string address, string? body, string? field, string says)
    {
        using var api = await TestBrowser.ApiAsync(served.App);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await api.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("title").GetString().ShouldBe(says);
        (problem.TryGetProperty("field", out var named) ? named.GetString() : null).ShouldBe(field);
        problem.GetProperty("requestId").GetString().ShouldNotBeNullOrEmpty();
    }
}
