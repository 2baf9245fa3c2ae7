using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Tests.Provisioning.Adoption;

public class RateTextTests
{
    [Fact]
    public void OfProfile_UploadStandsFirst() => RateText.OfProfile("2M/10M").ShouldBe(new RateText(new RateLimit(10_000_000, 2_000_000), null));

    [Theory, InlineData(""), InlineData(null)]
    public void OfProfile_Nothing_IsNoLimit(string? text) => RateText.OfProfile(text).ShouldBe(new RateText(new RateLimit(0, 0), null));

    [Fact]
    public void OfProfile_OneNumber_IsBothWays() => RateText.OfProfile("512k").Limit.ShouldBe(new RateLimit(512_000, 512_000));

    [Fact]
    public void OfProfile_Burst_IsHeld() => RateText.OfProfile("2M/10M 4M/20M 1M/5M 8/8")
        .ShouldBe(new RateText(new RateLimit(10_000_000, 2_000_000, 20_000_000, 4_000_000, 5_000_000, 1_000_000, 8), null));

    [Theory]
    [InlineData("2M/10M 4M/20M 1M/5M 8/8 8")]
    [InlineData("2M/10M 4M/20M 1M/5M 8/16")]
    [InlineData("2M/10M 4M/20M")]
    [InlineData("fast")]
    public void OfProfile_WhatCannotBeHeld_IsToldAndNotLost(string text)
    {
        var rate = RateText.OfProfile(text);

        rate.Misfit.ShouldNotBeNull();
        rate.Misfit.ShouldContain(text);
    }

    [Fact]
    public void OfQueue_LimitsAndBurst_AreHeld()
    {
        var plain = Queue(("max-limit", "2M/10M"), ("burst-limit", "0/0"), ("burst-threshold", "0/0"), ("burst-time", "0s/0s"));
        var burst = Queue(("max-limit", "2M/10M"), ("burst-limit", "4M/20M"), ("burst-threshold", "1M/5M"), ("burst-time", "8s/8s"));

        RateText.OfQueue(plain).ShouldBe(new RateText(new RateLimit(10_000_000, 2_000_000), null));
        RateText.OfQueue(burst).Limit.BurstSeconds.ShouldBe(8);
        RateText.OfQueue(burst).Misfit.ShouldBeNull();
        RateText.OfQueue(Queue(("max-limit", "2M/10M"), ("burst-time", "8s/16s"))).Misfit.ShouldNotBeNull();
    }

    private static RouterOsRow Queue(params IEnumerable<(string Name, string Value)> values) => new(values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal));
}
