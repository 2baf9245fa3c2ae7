using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class RouterOsSetupTests
{
    [Fact]
    public async Task AddRouterOsClient_FromConfiguration_GivesPoolAndConnector()
    {
        await using var services = Build(("RouterOs:WindowCeiling", "8"), ("RouterOs:IdleClose", "00:05:00"));

        services.GetRequiredService<RouterConnections>().Count.ShouldBe(0);
        services.GetRequiredService<IRouterOsConnector>().ShouldBeOfType<RouterOsConnector>();
        var options = services.GetRequiredService<IOptions<RouterOsOptions>>().Value;
        options.WindowCeiling.ShouldBe(8);
        options.IdleClose.ShouldBe(TimeSpan.FromMinutes(5));
        options.AllowLegacyLogin.ShouldBeFalse();
        options.AllowLocalHosts.ShouldBeFalse();
    }

    [Theory]
    [InlineData("RouterOs:WindowCeiling", "0")]
    [InlineData("RouterOs:CommandDeadline", "00:00:00")]
    [InlineData("RouterOs:IdleClose", "30.00:00:00")]
    public async Task AddRouterOsClient_WrongValue_IsRefused(string key, string value)
    {
        await using var services = Build((key, value));
        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptions<RouterOsOptions>>().Value);
    }

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build();
        return new ServiceCollection().AddLogging().AddRouterOsClient(configuration).BuildServiceProvider();
    }
}
