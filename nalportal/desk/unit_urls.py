"""The page of one unit in the round that is open, and what the unit does with it."""

from django.urls import path

from . import hand_in_views, review_views, unit_views

urlpatterns = [
    path("<slug:unit>/", unit_views.unit_page, name="unit"),
    path("<slug:unit>/beoordelen/", review_views.review, name="review"),
    path("<slug:unit>/geen/<slug:category>/", unit_views.nothing, name="nothing-to-report"),
    path("<slug:unit>/inleveren/", hand_in_views.hand_in, name="hand-in"),
    path("<slug:unit>/inlevering-intrekken/", hand_in_views.withdraw, name="hand-in-withdraw"),
]
